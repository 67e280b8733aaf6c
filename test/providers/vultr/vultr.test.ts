import { describeProvider } from '../../../core/testing/index.js';
import { createFakeVultr, metaOf } from './fake.js';

const records = '/domains/example.com/records';
const found = ['GET /domains', `GET ${records}`] as const;
const page = (next: string, id: string, data: string) =>
  [200, { records: [{ id, type: 'TXT', name: '', data, priority: 0, ttl: 120 }], ...metaOf(next) }] as const;

describeProvider('vultr', {
  options: { token: 'opaque-token' },
  fake: createFakeVultr,
  refusals: [[401, { error: 'Unauthorized IP address', status: 401 }, ['AUTHENTICATION', /Unauthorized IP address/]]],
  cases: {
    'looks first, then creates a quoted TXT record': {
      given: ['a TXT a'],
      creates: 'a 60 TXT b',
      sends: [...found, [`POST ${records}`, { type: 'TXT', name: 'a', data: '"b"', priority: 0, ttl: 120 }]],
    },
    'writes a priority apart': {
      creates: '@ 300 MX 10 mail.example.com',
      sends: [
        ...found,
        [`POST ${records}`, { type: 'MX', name: '', data: 'mail.example.com', priority: 10, ttl: 300 }],
      ],
    },
    'reads all pages and names the apex': {
      answers: {
        [`GET ${records}?cursor`]: [page('', '2', '"t\\"wo"')],
        [`GET ${records}`]: [page('bmV4dA==', '1', '"one"')],
      },
      lists: {},
      sends: [...found, `GET ${records}?cursor=bmV4dA==&per_page=500`],
      gives: ['1 example.com 120 TXT one', '2 example.com 120 TXT t"wo'],
    },
    'updates name and data': {
      given: ['b TXT x'],
      updates: ['1', 'a TXT x'],
      sends: ['GET /domains', [`PATCH ${records}/1`, { name: 'a', data: '"x"' }]],
    },
    'updates the TTL where one was asked for, the usual one too': {
      given: ['b TXT x'],
      updates: ['1', 'a 3600 TXT x'],
      sends: ['GET /domains', [`PATCH ${records}/1`, { name: 'a', data: '"x"', ttl: 3600 }]],
    },
    'removes one of two values and leaves the other': {
      given: ['a TXT a', 'a TXT b'],
      removes: 'a TXT b',
      sends: [...found, `DELETE ${records}/2`],
    },
  },
});

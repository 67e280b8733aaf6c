import { describeProvider } from '../../../core/testing/index.js';
import { createFakeVultr } from './fake.js';

const records = '/domains/example.com/records';
const found = ['GET /domains', `GET ${records}`] as const;

describeProvider('vultr', {
  exceptions: { 'asks the service for what it wants alone': 'The first page comes without a size.' },
  keepsType: true,
  options: { token: 'opaque-token' },
  fake: createFakeVultr,
  refusals: [[401, { error: 'Unauthorized IP address', status: 401 }, ['AUTHENTICATION', /Unauthorized IP address/]]],
  cases: {
    'creates quoted text and a priority apart, changes and removes': {
      given: ['a TXT a'],
      creates: ['a 60 TXT b', '@ 300 MX 10 mail.example.com'],
      updates: ['1', 'b TXT x'],
      removes: 'a TXT b',
      sends: [
        ...[...found, [`POST ${records}`, { type: 'TXT', name: 'a', data: '"b"', priority: 0, ttl: 120 }] as const],
        `GET ${records}`,
        [`POST ${records}`, { type: 'MX', name: '', data: 'mail.example.com', priority: 10, ttl: 300 }],
        ...[`GET ${records}`, [`PATCH ${records}/1`, { name: 'b', data: '"x"' }] as const],
        ...[`GET ${records}`, `DELETE ${records}/2`],
      ],
    },
    'reads what follows the first page in the largest pages': {
      given: Array.from({ length: 101 }, (_, index) => `n${index} TXT x`),
      lists: {},
      sends: [...found, `GET ${records}?cursor=100&per_page=500`],
    },
    'updates the TTL where one was asked for, the usual one too': {
      given: ['b TXT x'],
      updates: ['1', 'a 3600 TXT x'],
      sends: [...found, [`PATCH ${records}/1`, { name: 'a', data: '"x"', ttl: 3600 }]],
    },
  },
});

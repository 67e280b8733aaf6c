import { fullName } from '../../../core/sdk/index.js';
import { bearer, describeProvider, restFake } from '../../../core/testing/index.js';

const problem = (status: number, code: string, detail: string, errors?: readonly object[]) => ({
  ...{ type: `https://developer.hostup.se/errors/${code}`, title: 'No', status, detail, code },
  ...{ instance: '/api/v2', requestId: 'req_1', timestamp: '2026-04-27T12:34:56.000Z', errors },
});
const records = '/dns-zones/71/records';
const find = 'GET /dns-zones?name=example.com';
const list = 'GET /dns-zones/71?type=TXT&name=_acme-challenge';
const text = { type: 'TXT', name: '_acme-challenge', value: 'one', ttl: 60 };
const mail = { type: 'MX', name: '@', value: 'mail.example.org', priority: 10, ttl: 600 };

describeProvider('hostup', {
  options: { apiKey: 'opaque-key' },
  refusal: 401,
  fake: restFake({
    base: 'https://cloud.hostup.se/api/v2',
    credentials: bearer('opaque-key'),
    refused: [401, problem(401, 'unauthorized', 'Authentication required.')],
    missing: [404, problem(404, 'not_found', 'Not found.')],
    zones: { list: 'GET /dns-zones', filter: 'name', wrap: ({ items }) => ({ data: items, nextCursor: null }) },
    records: {
      at: '/dns-zones/{zone}/records',
      list: 'GET /dns-zones/{zone}',
      form: { fields: { content: 'value' }, priority: { MX: 'priority' } },
      filters: { type: 'type', name: 'name' },
      show: (item, { zone }) => ({
        ...{ priority: null, weight: null, port: null, status: 'active' },
        ...{ ...item, name: fullName(String(item.name), zone.name) },
      }),
      wrap: ({ items }, { zone: { id, name } }) => ({ zone: { id, name }, records: items }),
      duplicate: [409, problem(409, 'conflict', 'It is there.')],
      gone: [404, problem(404, 'dns_record_not_found', 'No such record.')],
    },
  }),
  refusals: [
    [403, problem(403, 'forbidden', 'The key lacks read:dns.'), ['AUTHENTICATION', /lacks read:dns.* forbidden$/]],
    [
      400,
      problem(400, 'invalid_request', 'It is not valid.', [{ pointer: '/name', detail: 'Name is long.' }]),
      ['API', /It is not valid\. Name is long\..* invalid_request$/],
    ],
  ],
  cases: {
    'creates by the name within the zone, and removes the one of two by its id': {
      given: ['_acme-challenge TXT other'],
      creates: '_acme-challenge 30 TXT one',
      removes: '_acme-challenge TXT one',
      sends: [find, list, [`POST ${records}`, text], list, `DELETE ${records}/2`],
    },
    'changes in place, with a priority in a field of its own': {
      given: ['@ MX 20 mail.example.org'],
      updates: ['1', '@ 600 MX 10 mail.example.org'],
      sends: [find, [`PUT ${records}/1`, mail]],
    },
    'does not take a conflict for its own record': {
      creates: '@ 600 MX 10 mail.example.org',
      answers: { POST: [409, problem(409, 'conflict', 'The priority is taken.')] },
      fails: ['API', /The priority is taken/],
    },
  },
});

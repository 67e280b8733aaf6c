import { bearer, describeProvider, restFake } from '../../../core/testing/index.js';

const types = { A: 'a', AAAA: 'aaaa', CNAME: 'cname', MX: 'mx', NS: 'ns', TXT: 'txt' };
const duplicate = 'Error {"error": "Duplicate record in RRset a.example.com. IN TXT with content \\"one\\""}';
const records = '/dns_zones/71/records';
const text = { record_type: 'txt', name: '_acme-challenge', content: 'one', ttl: 60 };
const quoted = { ...text, id: 'u1', content: '"one"' };
const mail = { record_type: 'mx', name: '@', content: 'mail.example.org', prio: 10, ttl: 600 };
const find = 'GET /dns_zones?name=example.com';

describeProvider('nodion', {
  options: { apiToken: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.nodion.com/v1',
    credentials: bearer('opaque-token'),
    refused: [401, { error: 'Unauthorized' }],
    missing: [404, { errors: ['Not found'] }],
    zones: { list: 'GET /dns_zones', filter: 'name', wrap: ({ items }) => ({ dns_zones: items }) },
    records: {
      at: '/dns_zones/{zone}/records',
      changeBy: 'none',
      form: { fields: { type: 'record_type' }, types, priority: { MX: 'prio' } },
      filters: { type: 'record_type', name: 'name' },
      show: (item) => ({ prio: null, port: null, weight: null, ...item }),
      wrap: ({ items }) => ({ records: items }),
      duplicate: [400, { errors: [duplicate] }],
      done: (item) => (item === undefined ? { deleted: true } : { record: item }),
    },
  }),
  refusals: [
    [400, { errors: ['Name is invalid', 'Ttl is too small'] }, ['API', /Name is invalid/]],
    [429, { error: 'Slow down' }, ['RATE_LIMITED', /Slow down/]],
  ],
  cases: {
    'creates with small letters for types and a priority of its own, and removes the one of two by its id': {
      given: ['_acme-challenge TXT other'],
      creates: ['_acme-challenge 30 TXT one', '@ 600 MX 10 mail.example.org'],
      removes: '_acme-challenge TXT one',
      sends: [
        ...[find, [`POST ${records}`, text] as const, [`POST ${records}`, mail] as const],
        ...[`GET ${records}?record_type=txt&name=_acme-challenge`, `DELETE ${records}/2`],
      ],
    },
    'reads text in quotes, and leaves out types that it does not know': {
      answers: { [`GET ${records}`]: [200, { records: [quoted, { ...quoted, id: 'u2', record_type: 'alias' }] }] },
      lists: {},
      gives: ['u1 _acme-challenge.example.com 60 TXT one'],
    },
  },
});

import { asObject, describeProvider, restFake } from '../../../core/testing/index.js';

const missing = (model: string) => [404, { message: `No query results for model [${model}].` }] as const;
const nameServer = { type: 'NS', ownername: 'sub', ttl: 3600 };

describeProvider('hosttech', {
  options: { apiKey: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.ns1.hosttech.eu/api/user/v1',
    credentials: { authorization: 'Bearer opaque-token' },
    refused: [401, { message: 'Unauthenticated.' }],
    missing: missing('Zone'),
    zones: {
      one: 'GET /zones/{domain}',
      item: ({ id, name }) => ({ id: Number(id), name, ttl: 10800, nameserver: 'ns1.hosttech.ch' }),
      wrapOne: (data) => ({ data }),
    },
    records: {
      at: '/zones/{zone}/records',
      form: {
        apex: '',
        parts: {
          ...{ A: ['ipv4'], AAAA: ['ipv6'], CNAME: ['cname'], TXT: ['text'] },
          ...{ MX: ['pref', 'host'], CAA: ['flag', 'tag', 'value'] },
        },
      },
      numericIds: true,
      // With MX the name is that of the host, and the record's own has another field.
      sent({ body }) {
        const { name, ownername, ...item } = asObject(body);
        return item.type === 'MX' ? { ...item, name: ownername, host: name } : { ...asObject(body) };
      },
      show({ name, host, ...item }) {
        const names = item.type === 'MX' ? { ownername: name, name: host } : { name };
        return { ...item, ...names, comment: '' };
      },
      filters: { type: 'type' },
      wrap: ({ items }) => ({ data: items }),
      wrapOne: { out: 'data' },
      gone: missing('Record'),
    },
  }),
  cases: {
    'reads name servers in both of their forms, and goes by types that it does not know': {
      lists: {},
      answers: {
        'GET /zones/71/records': [
          200,
          {
            data: [
              { ...nameServer, id: 1, name: 'ns1.example.net' },
              { ...nameServer, id: 2, targetname: 'ns2.example.net' },
              { id: 3, type: 'PTR', origin: '4.3.2.1', name: 'smtp.example.com', ttl: 3600 },
            ],
          },
        ],
      },
      gives: ['1 sub.example.com 3600 NS ns1.example.net', '2 sub.example.com 3600 NS ns2.example.net'],
    },
  },
});

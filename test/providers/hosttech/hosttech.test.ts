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
          ...{ MX: ['pref', 'host'], CAA: ['flag', 'tag', 'value'], NS: ['targetname'] },
          SRV: ['priority', 'weight', 'port', 'target'],
        },
      },
      numericIds: true,
      // The record's own name has another field where `name` is that of a host, and with SRV.
      sent({ body }) {
        const { name, ownername, service, ...item } = asObject(body);
        const given = { MX: { name: ownername, host: name }, NS: { name: ownername }, SRV: { name: service } };
        return { ...item, ...(given[item.type as keyof typeof given] ?? { name }) };
      },
      show({ name, host, ...item }) {
        const names = { MX: { ownername: name, name: host }, NS: { ownername: name }, SRV: { service: name } };
        return { ...item, ...(names[item.type as keyof typeof names] ?? { name }), comment: '' };
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

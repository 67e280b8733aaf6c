import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, restFake } from '../../../core/testing/fakes/index.js';

const records = '/zones/{zone}/records';

describeProvider('dynv6', {
  exceptions: { 'gives a record the TTL that it was asked for': 'Records have no TTL.' },
  options: { token: 'opaque-token' },
  fake: restFake({
    base: 'https://dynv6.com/api/v2',
    credentials: bearer('opaque-token'),
    zones: {
      list: 'GET /zones',
      one: 'GET /zones/{zone}',
      item: ({ id, name }) => ({ name, ipv4address: '', ipv6prefix: '', id: Number(id) }),
    },
    records: {
      list: `GET ${records}`,
      create: `POST ${records}`,
      change: `PATCH ${records}/{id}`,
      remove: `DELETE ${records}/{id}`,
      form: {
        fields: { content: 'data' },
        apex: '',
        priority: { MX: 'priority', SRV: 'priority' },
        parts: { CAA: ['flags', 'tag', 'data'], SRV: ['weight', 'port', 'data'] },
      },
      numericIds: true,
      show: ({ id, ...item }) => ({
        ...{ priority: null, flags: null, tag: null, weight: null, port: null },
        ...item,
        id,
      }),
    },
  }),
  cases: {
    'sends names relative to the zone, and no TTL': {
      asks: [
        { request: 'GET https://dynv6.com/api/v2/zones', answer: [{ id: 7, name: 'example.com' }] },
        { request: 'GET https://dynv6.com/api/v2/zones/7/records', answer: [] },
        {
          request: 'POST https://dynv6.com/api/v2/zones/7/records',
          body: { name: '_acme-challenge', type: 'TXT', data: 'one' },
          answer: { id: 1 },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    },
  },
});

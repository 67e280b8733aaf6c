import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('civo', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.civo.com/v2',
    credentials: bearer('opaque-token'),
    zones: { list: 'GET /dns', item: ({ id, name }) => ({ id, account_id: 'a', name }), ignores: ['region'] },
    records: {
      list: 'GET /dns/{zone}/records',
      create: 'POST /dns/{zone}/records',
      change: 'PUT /dns/{zone}/records/{id}',
      remove: 'DELETE /dns/{zone}/records/{id}',
      form: { fields: { content: 'value' }, priority: { MX: 'priority', SRV: 'priority' } },
      ignores: ['region'],
      wrap: ({ items }) => items.map((item) => ({ ...item, type: (item as { type: string }).type.toLowerCase() })),
      done: (item) => item ?? { result: 'success' },
    },
  }),
  cases: {
    'names a region where the client of the service does': {
      asks: [
        { request: 'GET https://api.civo.com/v2/dns?region=LON1', answer: [{ id: 'z', name: 'example.com' }] },
        { request: 'GET https://api.civo.com/v2/dns/z/records?region=LON1', answer: [] },
        {
          request: 'POST https://api.civo.com/v2/dns/z/records',
          body: { name: '_acme-challenge', type: 'TXT', value: 'one', ttl: 600 },
          answer: { id: 'r' },
        },
        { request: 'DELETE https://api.civo.com/v2/dns/z/records/r?region=LON1', answer: { result: 'success' } },
      ],
      async does(service) {
        await service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 });
        await service.remove('r', {});
      },
    },
  },
});

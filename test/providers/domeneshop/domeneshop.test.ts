import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('domeneshop', {
  options: { token: 'opaque-token', secret: 'opaque-secret' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.domeneshop.no/v0',
    credentials: basic('opaque-token', 'opaque-secret'),
    zones: {
      list: 'GET /domains',
      item: ({ id, name }) => ({ id: Number(id), domain: name, services: { dns: true, registrar: true } }),
      filter: 'domain',
    },
    records: {
      list: 'GET /domains/{zone}/dns',
      create: 'POST /domains/{zone}/dns',
      change: 'PUT /domains/{zone}/dns/{id}',
      remove: 'DELETE /domains/{zone}/dns/{id}',
      form: {
        fields: { name: 'host', content: 'data' },
        priority: { MX: 'priority', SRV: 'priority' },
        parts: { SRV: ['weight', 'port', 'data'] },
      },
      numericIds: true,
      filters: { type: 'type', name: 'host' },
      duplicate: jsonAnswer({ code: 'record:collision', help: 'the record exists' }, 409),
    },
  }),
  cases: {
    'leaves a domain alone that has no DNS there': {
      asks: [
        {
          request: 'GET https://api.domeneshop.no/v0/domains?domain=example.com',
          answer: [
            { id: 1, domain: 'example.com', services: { dns: false } },
            { id: 2, domain: 'example.com' },
          ],
        },
      ],
      does: async (service) => (await service.findZone()) as object,
      gives: { id: 2, name: 'example.com', isServed: true },
    },
  },
});

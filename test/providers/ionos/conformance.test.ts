import { describeProvider } from '../../conformance/describe-provider.js';
import { header, jsonAnswer, restFake } from '../../conformance/fakes/index.js';

describeProvider('ionos', {
  options: { apiKey: 'prefix.opaque-key' },
  fake: restFake({
    base: 'https://api.hosting.ionos.com/dns/v1',
    credentials: header('x-api-key', 'prefix.opaque-key'),
    zones: { list: 'GET /zones' },
    records: {
      list: 'GET /zones/{zone}',
      create: 'POST /zones/{zone}/records',
      remove: 'DELETE /zones/{zone}/records/{id}',
      form: { names: 'full', priority: { MX: 'prio', SRV: 'prio' }, quotes: 'read' },
      extra: ['disabled', 'prio'],
      sent: ({ body }) => (Array.isArray(body) ? body[0] : undefined),
      wrap: ({ items }) => ({ records: items }),
      filters: { type: 'recordType', name: 'recordName' },
      duplicate: jsonAnswer([{ code: 'RECORD_EXISTS', message: 'Record already exists.' }], 409),
    },
  }),
});

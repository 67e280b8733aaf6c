import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('pointhq', {
  options: { username: 'me@example.com', token: 'opaque-token' },
  fake: restFake({
    base: 'https://api.pointhq.com',
    credentials: basic('me@example.com', 'opaque-token'),
    zones: { one: 'GET /zones/{domain}', item: ({ id, name }) => ({ zone: { id: Number(id), name } }) },
    records: {
      list: 'GET /zones/{zone}/records',
      create: 'POST /zones/{zone}/records',
      change: 'PUT /zones/{zone}/records/{id}',
      remove: 'DELETE /zones/{zone}/records/{id}',
      form: {
        names: 'fqdn',
        fields: { type: 'record_type', content: 'data' },
        priority: { MX: 'aux', SRV: 'aux' },
        quotes: 'read',
      },
      wrapOne: { in: 'zone_record' },
      wrap: ({ items }) => items.map((item) => ({ zone_record: item })),
      ignores: ['record_type', 'name'],
    },
  }),
});

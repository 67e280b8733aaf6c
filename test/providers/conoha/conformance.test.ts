import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('conoha', {
  options: { region: 'tyo1', token: 'opaque-token' },
  fake: restFake({
    base: 'https://dns-service.tyo1.conoha.io/v1',
    credentials: header('x-auth-token', 'opaque-token'),
    zones: {
      list: 'GET /domains',
      item: ({ id, name }) => ({ id, name: `${name}.` }),
      wrap: ({ items }) => ({ domains: items }),
      ignores: ['name'],
    },
    records: {
      list: 'GET /domains/{zone}/records',
      create: 'POST /domains/{zone}/records',
      change: 'PUT /domains/{zone}/records/{id}',
      remove: 'DELETE /domains/{zone}/records/{id}',
      form: {
        fields: { content: 'data' },
        names: 'fqdn',
        priority: { MX: 'priority', SRV: 'priority' },
        quotes: 'read',
        dots: true,
      },
      extra: ['priority'],
      wrap: ({ items }) => ({ records: items }),
      duplicate: jsonAnswer({ message: 'Duplicate record' }, 409),
    },
  }),
});

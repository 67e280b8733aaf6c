import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('cloudxns', {
  options: { username: 'opaque-key', token: 'opaque-secret' },
  fake: restFake({
    base: 'https://www.cloudxns.net/api2',
    credentials: header('api-key', 'opaque-key'),
    zones: {
      list: 'GET /domain',
      item: ({ id, name }) => ({ id, domain: `${name}.` }),
      wrap: ({ items }) => ({ code: 1, message: 'success', total: String(items.length), data: items }),
    },
    records: {
      list: 'GET /record/{zone}',
      create: 'POST /record',
      change: 'PUT /record/{id}',
      remove: 'DELETE /record/{id}/{zone}',
      form: {
        fields: { id: 'record_id', name: 'host', content: 'value' },
        priority: { MX: 'mx', SRV: 'mx' },
      },
      extra: ['domain_id', 'line_id', 'login_token', 'format'],
      wrap: ({ items, total }) => ({ code: 1, message: 'success', total: String(total), data: items }),
      pages: { by: 'offset', parameter: 'offset', size: 'row_num', usual: 30, largest: 2000 },
      ignores: ['host_id'],
      duplicate: jsonAnswer({ code: 34, message: 'domain record has exists' }, 400),
      done: () => ({ code: 1, message: 'success' }),
    },
  }),
});

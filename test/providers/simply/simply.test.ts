import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const done = { status: 200, message: 'success' };

describeProvider('simply', {
  options: { accountName: 'S123456', apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.simply.com/2/my/products',
    credentials: basic('S123456', 'opaque-api-key'),
    refused: jsonAnswer({ error: 'Invalid account authorization' }, 401),
    missing: jsonAnswer({ error: 'Unknown or invalid product reference' }, 404),
    records: {
      list: 'GET /{domain}/dns/records/',
      create: 'POST /{domain}/dns/records/',
      change: 'PUT /{domain}/dns/records/{id}/',
      remove: 'DELETE /{domain}/dns/records/{id}/',
      form: {
        fields: { id: 'record_id', content: 'data' },
        priority: { MX: 'priority', SRV: 'priority' },
      },
      numericIds: true,
      wrap: ({ items }) => ({ ...done, records: items }),
      gone: jsonAnswer({ error: 'Unknown DNS record' }, 404),
      done: () => ({ ...done, record: { id: 1 } }),
    },
  }),
});

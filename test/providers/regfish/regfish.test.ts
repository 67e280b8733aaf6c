import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const success = (response: unknown) => jsonAnswer({ success: true, response, code: 0 });
const off = { id: 99, type: 'TXT', name: 'a.example.com.', data: 'off', ttl: 60, active: false };
const missing = jsonAnswer({ success: false, error: 'Record not found', code: 15001 });

describeProvider('regfish', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.regfish.de',
    credentials: header('x-api-key', 'opaque-api-key'),
    missing,
    records: {
      list: 'GET /dns/{domain}/rr',
      create: 'POST /dns/rr',
      change: 'PATCH /dns/rr/{id}',
      remove: 'DELETE /dns/rr/{id}',
      form: {
        fields: { content: 'data' },
        names: 'fqdn',
        dots: true,
        priority: { MX: 'priority' },
        parts: { CAA: ['flags', 'tag', 'data'] },
      },
      numericIds: true,
      gone: missing,
      wrap: ({ items }) => ({
        success: true,
        response: [...items.map((item) => ({ ...item, active: true })), off],
        code: 0,
      }),
      done: (item) => success(item ?? null),
    },
  }),
  cases: {
    'says that a key was refused, whatever the status': {
      asks: [
        {
          request: 'GET https://api.regfish.de/dns/example.com/rr',
          answer: { success: false, error: 'Unauthorized', code: 10001 },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
  },
});

import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const zone = 'https://api.infomaniak.com/2/zones/example.com';
const notFound = jsonAnswer(
  { result: 'error', error: { code: 'object_not_found', description: 'Object not found' } },
  404,
);

describeProvider('infomaniak', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.infomaniak.com/2',
    credentials: bearer('opaque-token'),
    missing: notFound,
    zones: { one: 'GET /zones/{domain}/exists', item: () => ({ result: 'success', data: true }) },
    records: {
      list: 'GET /zones/{domain}/records',
      create: 'POST /zones/{domain}/records',
      change: 'PUT /zones/{domain}/records/{id}',
      remove: 'DELETE /zones/{domain}/records/{id}',
      form: { fields: { name: 'source', content: 'target' }, apex: '' },
      numericIds: true,
      pages: { by: 'page', parameter: 'page', usual: 100 },
      wrap: ({ items, total, page, pages }) => ({
        result: 'success',
        // Text is shown in quotes, and written without.
        data: items.map((item) => {
          const { type, target } = item as { type: string; target: string };
          return type === 'TXT' ? { ...item, target: `"${target.replace(/["\\]/g, '\\$&')}"` } : item;
        }),
        total,
        page,
        pages,
      }),
      gone: notFound,
      done: (item) => ({ result: 'success', data: item ?? true }),
    },
  }),
  cases: {
    'says that a name which is no zone is none': {
      asks: [{ request: `GET ${zone}/exists`, answer: { result: 'success', data: false } }],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    },
    'tells all that was wrong with a record': {
      asks: [
        { request: `GET ${zone}/exists`, answer: { result: 'success', data: true } },
        { request: `GET ${zone}/records`, answer: { result: 'success', data: [] } },
        {
          request: `POST ${zone}/records`,
          body: { type: 'TXT', source: 'a', target: 'one', ttl: 300 },
          status: 422,
          answer: {
            result: 'error',
            error: {
              code: 'validation_failed',
              description: 'Validation failed',
              errors: [{ code: 'x', description: 'The target is too long' }],
            },
          },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 300 }),
      fails: (error) => isFailure(error, 'API') && /Validation failed: The target is too long/.test(error.message),
    },
  },
});

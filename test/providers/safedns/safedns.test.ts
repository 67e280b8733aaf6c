import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const base = 'https://api.ukfast.io/safedns/v1/zones/example.com';

describeProvider('safedns', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.ukfast.io/safedns/v1',
    credentials: header('authorization', 'opaque-token'),
    missing: jsonAnswer({ errors: [{ title: 'Zone Not Found', detail: 'Zone name not found', status: 404 }] }, 404),
    zones: {
      one: 'GET /zones/{domain}',
      item: ({ name }) => ({ name, description: '' }),
      wrapOne: (data) => ({ data, meta: {} }),
    },
    records: {
      list: 'GET /zones/{domain}/records',
      create: 'POST /zones/{domain}/records',
      change: 'PATCH /zones/{domain}/records/{id}',
      remove: 'DELETE /zones/{domain}/records/{id}',
      form: { names: 'full', quotes: 'always', priority: { MX: 'priority', SRV: 'priority' } },
      numericIds: true,
      pages: { by: 'page', parameter: 'page', usual: 10, largest: 100 },
      wrap: ({ items, total, page, pages, size }) => ({
        data: items,
        meta: { pagination: { total, count: items.length, per_page: size, current_page: page, total_pages: pages } },
      }),
      wrapOne: { out: 'data' },
      ignores: [],
    },
  }),
  cases: {
    'leaves the TTL to the zone where nobody asks for one': {
      asks: [
        { request: `GET ${base}`, answer: { data: { name: 'example.com' }, meta: {} } },
        { request: `GET ${base}/records`, answer: { data: [], meta: { pagination: { total_pages: 1 } } } },
        {
          request: `POST ${base}/records`,
          body: { name: 'a.example.com', type: 'TXT', content: '"one"' },
          status: 201,
          answer: { data: { id: 1 }, meta: {} },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one' }),
    },
  },
});

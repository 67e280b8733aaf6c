import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const base = 'https://dns.example.net';
const refused = (status: number, message: string) => jsonAnswer({ success: false, message, data: null }, status);

describeProvider('poweradmin', {
  options: { baseUrl: `${base}/`, apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: restFake({
    base: `${base}/api/v2`,
    credentials: header('x-api-key', 'opaque-api-key'),
    refused: refused(401, 'Invalid API key'),
    zones: {
      list: 'GET /zones',
      item: ({ id, name }) => ({ id: Number(id), name, type: 'MASTER' }),
      pages: { by: 'page', parameter: 'page', size: 'per_page', usual: 25, largest: 100 },
      wrap: ({ items, page, pages, total }) => ({
        success: true,
        data: { zones: items },
        pagination: { current_page: page, per_page: 100, total, last_page: pages },
      }),
    },
    records: {
      list: 'GET /zones/{zone}/records',
      create: 'POST /zones/{zone}/records',
      change: 'PUT /zones/{zone}/records/{id}',
      remove: 'DELETE /zones/{zone}/records/{id}',
      form: { names: 'full', priority: { MX: 'priority', SRV: 'priority' } },
      numericIds: true,
      wrap: ({ items }) => ({
        success: true,
        data: [
          ...items.map((item) => ({ ...item, disabled: false })),
          { id: 999, name: 'off.example.com', type: 'TXT', content: 'off', ttl: 60, disabled: true },
        ],
        message: 'Records retrieved successfully',
      }),
      done: (record) => ({ success: true, message: 'done', data: record === undefined ? null : { record } }),
      gone: refused(404, 'Record not found'),
    },
  }),
  cases: {
    'reads lists of other versions': {
      asks: [
        { request: `GET ${base}/api/v2/zones?page=1&per_page=100`, answer: { data: [{ id: 7, name: 'example.com' }] } },
        {
          request: `GET ${base}/api/v2/zones/7/records`,
          answer: { data: { records: [{ id: 1, name: 'a.example.com', type: 'TXT', content: '"one"', ttl: 60 }] } },
        },
      ],
      does: async (service) => (await service.list({ type: 'TXT' })).map(({ id, content }) => [id, content]),
      gives: [['1', 'one']],
    },
  },
});

import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const base = 'https://api.alwaysdata.com/v1';

const fake = restFake({
  base,
  credentials: basic('opaque-api-key account=me', ''),
  zones: { list: 'GET /domain/', item: ({ id, name }) => ({ id: Number(id), href: `/v1/domain/${id}/`, name }) },
  records: {
    list: 'GET /record/',
    create: 'POST /record/',
    change: 'PUT /record/{id}/',
    remove: 'DELETE /record/{id}/',
    form: { fields: { content: 'value' }, apex: '' },
    numericIds: true,
    extra: ['domain'],
    filters: { name: 'name' },
    ignores: ['domain'],
    show: (item, { zone }) => ({
      ...item,
      domain: { href: `/v1/domain/${zone.id}/` },
      priority: null,
      is_active: true,
    }),
    // Nothing is told of what was written.
    done: () => [201],
    gone: jsonAnswer({ detail: 'Not found.' }, 404),
  },
});

describeProvider('alwaysdata', {
  options: { apiKey: 'opaque-api-key', account: 'me' },
  refusal: 401,
  fake,
  cases: {
    'names the domain in each record, and no account where none is told': {
      options: { apiKey: 'opaque-api-key' },
      asks: [
        {
          request: `GET ${base}/domain/`,
          headers: { authorization: `Basic ${Buffer.from('opaque-api-key:').toString('base64')}` },
          answer: [{ id: 7, name: 'example.com' }],
        },
        { request: `GET ${base}/record/?domain=7&name=a`, answer: [] },
        {
          request: `POST ${base}/record/`,
          body: { domain: 7, name: 'a', type: 'TXT', value: 'one', ttl: 300 },
          status: 201,
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 300 }),
    },
  },
});

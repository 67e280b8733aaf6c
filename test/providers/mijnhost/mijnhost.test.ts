import { asObject, type Call, describeProvider, recordHandlers, restFake } from '../../../core/testing/index.js';

const dns = '/domains/{domain}/dns';
const done = { status: 200, status_description: 'Request successful', data: [] };
const { list, add, drop, save } = recordHandlers({
  form: { fields: { content: 'value' }, names: 'fqdn', hasIds: false, dots: true },
  wrap: ({ items }) => ({ ...done, data: { domain: 'example.com', records: items } }),
  sent: ({ body }) => asObject(body).record ?? asObject(body).records,
  gone: [404, { status: 404, status_description: 'Record not found' }],
  duplicate: [200, done],
  done: () => done,
});

/** A TTL stands in new records, and only there. */
function isWhole({ body, request }: Call): boolean {
  const { type, name, value, ttl } = asObject(asObject(body).record);
  return (
    [type, name, value].every((text) => typeof text === 'string' && text !== '') &&
    name !== '@' &&
    Number.isInteger(ttl) === (request.method === 'PATCH')
  );
}

const invalid = [400, { status: 400, status_description: 'invalid record' }] as const;

describeProvider('mijnhost', {
  refusals: [
    [400, { status: 429, status_description: 'slow' }, 'RATE_LIMITED'],
    [400, { status: 400, status_description: 'Wrong request method' }, ['API', /Wrong request method 400$/]],
  ],
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: restFake({
    base: 'https://mijn.host/api/v2',
    credentials: { 'api-key': 'opaque-api-key' },
    refused: [401, { status: 401, status_description: 'Unauthorized' }],
    zones: {
      list: 'GET /domains',
      item: ({ id, name }) => ({ id: Number(id), domain: name, status: 'Active', tags: [] }),
      wrap: ({ items }) => ({ ...done, data: { domains: items } }),
    },
    routes: {
      [`GET ${dns}`]: list,
      [`PUT ${dns}`]: save,
      [`PATCH ${dns}`]: (call) => (isWhole(call) ? add(call) : invalid),
      [`DELETE ${dns}`]: (call) => (isWhole(call) ? drop(call) : invalid),
    },
  }),
});

import { fqdn } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, jsonAnswer, type Page, restFake } from '../../../core/testing/fakes/index.js';

const domainName = 'example.com';
const pages = { by: 'page', parameter: 'page', usual: 100, largest: 1000 } as const;

/** The last page names no next one; an empty list has no field. */
function wrap(field: string): (page: Page<object>) => object {
  return ({ items, next }) => ({
    ...(items.length > 0 && { [field]: items }),
    ...(next !== undefined && { nextPage: Number(next) }),
  });
}

describeProvider('namecom', {
  refusals: [[400, { message: 'Duplicate Record' }, 'RECORD_EXISTS']],
  options: { username: 'me', token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.name.com/v4',
    credentials: basic('me', 'opaque-token'),
    routes: { 'GET /hello': () => ({ username: 'me' }) },
    zones: { list: 'GET /domains', item: ({ name }) => ({ domainName: name }), pages, wrap: wrap('domains') },
    records: {
      list: 'GET /domains/{domain}/records',
      create: 'POST /domains/{domain}/records',
      change: 'PUT /domains/{domain}/records/{id}',
      remove: 'DELETE /domains/{domain}/records/{id}',
      form: {
        fields: { name: 'host', content: 'answer' },
        priority: { MX: 'priority', SRV: 'priority' },
      },
      numericIds: true,
      show: ({ id, ...item }) => ({ id, domainName, host: item.host, fqdn: fqdn(`${item.host}`, domainName), ...item }),
      pages,
      wrap: wrap('records'),
      duplicate: jsonAnswer({ message: 'Parameter Value Error - Duplicate Record' }, 400),
    },
  }),
  cases: {
    'reads records at the apex, which have no host in answers': {
      asks: [
        { request: 'GET https://api.name.com/v4/domains?page=1', answer: { domains: [{ domainName: 'example.com' }] } },
        {
          request: 'GET https://api.name.com/v4/domains/example.com/records?page=1',
          answer: { records: [{ id: 7, fqdn: 'example.com.', type: 'TXT', answer: 'one', ttl: 300 }] },
        },
      ],
      does: (service) => service.list({ type: 'TXT', name: '@' }),
      gives: [{ id: '7', type: 'TXT', name: 'example.com', content: 'one', ttl: 300 }],
    },
  },
});

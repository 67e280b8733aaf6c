import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const base = 'https://api.binarylane.com.au/v2';

describeProvider('binarylane', {
  options: { apiToken: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base,
    credentials: bearer('opaque-token'),
    missing: jsonAnswer({ type: 'about:blank', title: 'Not Found', status: 404 }, 404),
    zones: { one: 'GET /domains/{domain}', wrapOne: (domain) => ({ domain }) },
    records: {
      list: 'GET /domains/{domain}/records',
      create: 'POST /domains/{domain}/records',
      change: 'PUT /domains/{domain}/records/{id}',
      remove: 'DELETE /domains/{domain}/records/{id}',
      form: { fields: { content: 'data' }, parts: { CAA: ['flags', 'tag', 'data'] } },
      numericIds: true,
      pages: { by: 'page', parameter: 'page', size: 'per_page', usual: 20, largest: 25 },
      filters: { type: 'type' },
      wrap: ({ items, total, next }) => ({
        domain_records: items,
        meta: { total },
        links: { pages: next === undefined ? { next: null } : { next: `${base}/?page=${next}` } },
      }),
      wrapOne: { out: 'domain_record' },
    },
  }),
  cases: {
    'tells what is wrong with which field': {
      asks: [
        { request: `GET ${base}/domains/example.com`, answer: { domain: { id: 5, name: 'example.com' } } },
        {
          request: `GET ${base}/domains/example.com/records?type=TXT&page=1&per_page=25`,
          answer: { domain_records: [], meta: { total: 0 }, links: { pages: {} } },
        },
        {
          request: `POST ${base}/domains/example.com/records`,
          body: { type: 'TXT', name: 'a', data: 'one', ttl: 3600 },
          status: 400,
          answer: { title: 'One or more validation errors occurred.', status: 400, errors: { data: ['is too odd'] } },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
      fails: (error) => isFailure(error, 'API') && /validation errors.*data: is too odd/.test(error.message),
    },
  },
});

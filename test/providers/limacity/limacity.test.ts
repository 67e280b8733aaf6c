import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const base = 'https://www.lima-city.de/usercp';

describeProvider('limacity', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: restFake({
    base,
    credentials: basic('api', 'opaque-api-key'),
    zones: {
      list: 'GET /domains.json',
      item: ({ id, name }) => ({ id: Number(id), unicode_fqdn: name, domain: name.split('.')[0], tld: 'com' }),
      wrap: ({ items }) => ({ domains: items }),
    },
    records: {
      list: 'GET /domains/{zone}/records.json',
      create: 'POST /domains/{zone}/records.json',
      change: 'PUT /domains/{zone}/records/{id}',
      remove: 'DELETE /domains/{zone}/records/{id}',
      form: { apex: '' },
      numericIds: true,
      wrap: ({ items }) => ({ records: items }),
      wrapOne: { in: 'nameserver_record' },
      // Names are shown in full and text in quotes, and written without.
      show: ({ name, content, ...item }, { zone }) => ({
        ...{ ...item, name: [name, zone.name].filter((part) => part !== '').join('.'), priority: null },
        content: item.type === 'TXT' ? `"${String(content).replace(/["\\]/g, '\\$&')}"` : content,
      }),
      done: () => ({ status: 'ok' }),
      gone: jsonAnswer({ status: 'not_found' }, 404),
    },
  }),
  cases: {
    'tells what is wrong with which field': {
      asks: [
        { request: `GET ${base}/domains.json`, answer: { domains: [{ id: 7, unicode_fqdn: 'example.com' }] } },
        { request: `GET ${base}/domains/7/records.json`, answer: { records: [] } },
        {
          request: `POST ${base}/domains/7/records.json`,
          body: { nameserver_record: { name: 'a', type: 'TXT', content: 'one', ttl: 60 } },
          status: 422,
          answer: { status: 'invalid_resource', errors: { name: ['is invalid'] } },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
      fails: (error) => isFailure(error, 'API') && /invalid_resource: name is invalid/.test(error.message),
    },
  },
});

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
    zones: {
      list: 'GET /',
      item: ({ name }) => ({ object: name, name, cancelled: false, domain: { name, name_idn: name } }),
      wrap: ({ items }) => ({ ...done, products: items }),
    },
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
      done: (item = {}) => ({ ...done, record: { id: (item as { readonly record_id?: number }).record_id } }),
    },
  }),
  cases: {
    'addresses a zone by the object of its product': {
      answers: {
        'POST /p7/dns/records/': [200, { ...done, record: { id: 8 } }],
        'GET /p7/dns/records/': [200, { ...done, records: [] }],
        'GET /': [200, { products: [{ object: 'mail' }, { object: 'p7', domain: { name: 'example.com' } }] }],
      },
      creates: 'a 60 TXT one',
      sends: [
        ...['GET /', 'GET /p7/dns/records/'],
        ['POST /p7/dns/records/', { type: 'TXT', name: 'a', data: 'one', ttl: 60 }],
      ],
    },
    'takes the object of the same name where a domain has several products': {
      answers: {
        'GET /example.com/dns/records/': [200, { ...done, records: [] }],
        'GET /': [200, { products: [{ object: 'p7', name: 'example.com' }, { object: 'example.com' }] }],
      },
      lists: {},
      sends: ['GET /', 'GET /example.com/dns/records/'],
    },
  },
});

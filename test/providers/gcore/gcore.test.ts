import { describeProvider } from '../../../core/testing/describe-provider.js';
import { gcoreFake } from './fake.js';

const base = 'https://api.gcore.com/dns/v2/zones/example.com';

describeProvider('gcore', {
  options: { permanentApiToken: 'opaque-token' },
  refusal: 401,
  fake: gcoreFake('https://api.gcore.com/dns/v2'),
  cases: {
    'leaves what it does not write as it is: filters, weights, and what is switched off': {
      asks: [
        { request: `GET ${base}`, answer: { name: 'example.com' } },
        {
          request: `GET ${base}/_acme-challenge.example.com/TXT`,
          answer: {
            ttl: 300,
            filters: [{ type: 'weighted_shuffle' }],
            resource_records: [
              { content: ['one'], enabled: true, meta: { weight: 3 } },
              { content: ['off'], enabled: false },
            ],
          },
        },
        {
          request: `PUT ${base}/_acme-challenge.example.com/TXT`,
          body: {
            ttl: 300,
            filters: [{ type: 'weighted_shuffle' }],
            resource_records: [
              { content: ['one'], enabled: true, meta: { weight: 3 } },
              { content: ['off'], enabled: false },
              { content: ['two'] },
            ],
          },
          answer: {},
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'two', ttl: 120 }),
    },
    'takes a set that is not there for none, whatever the status says': {
      asks: [
        { request: `GET ${base}`, answer: { name: 'example.com' } },
        { request: `GET ${base}/a.example.com/TXT`, status: 400, answer: { error: 'rrset not found' } },
        {
          request: `POST ${base}/a.example.com/TXT`,
          body: { ttl: 120, resource_records: [{ content: ['one'] }] },
          answer: {},
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
    },
  },
});

import { describeProvider } from '../../../core/testing/index.js';
import { gcoreFake } from '../families/gcore.js';

const set = '/zones/example.com/_acme-challenge.example.com/TXT';
const filters = [{ type: 'weighted_shuffle' }];
const others = [
  { content: ['one'], enabled: true, meta: { weight: 3 } },
  { content: ['off'], enabled: false },
];

describeProvider('gcore', {
  options: { permanentApiToken: 'opaque-token' },
  refusal: 401,
  fake: gcoreFake('https://api.gcore.com/dns/v2'),
  cases: {
    'leaves what it does not write as it is: filters, weights, and what is switched off': {
      creates: '_acme-challenge 120 TXT two',
      answers: {
        [`GET ${set}`]: [200, { ttl: 300, updated_at: 1, filters, resource_records: others }],
        [`PUT ${set}`]: [200, {}],
      },
      sends: [
        'GET /zones/example.com',
        `GET ${set}`,
        [`PUT ${set}`, { ttl: 300, filters, resource_records: [...others, { content: ['two'] }] }],
      ],
    },
    'takes a set that is not there for none, whatever the status says': {
      creates: '_acme-challenge 60 TXT one',
      answers: { [`GET ${set}`]: [400, { error: 'rrset not found' }] },
      sends: [
        'GET /zones/example.com',
        `GET ${set}`,
        [`POST ${set}`, { ttl: 120, resource_records: [{ content: ['one'] }] }],
      ],
    },
  },
});

import { describeProvider, extendRrsets, routedFake, rrsetsOf } from '../../../core/testing/index.js';

const zone = '/zones/example.com.';
const added = {
  ...{ name: '_acme-challenge.example.com.', type: 'TXT', ttl: 60, changetype: 'EXTEND' },
  records: [{ content: '"one"', disabled: false }],
};

describeProvider('netnod', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://primarydnsapi.netnod.se/api/v1',
    credentials: { authorization: 'Token opaque-token' },
    refused: [401, { error: 'Missing or invalid token' }],
    missing: [404, { error: 'Zone not found' }],
    routes: {
      'GET /zones/{domain}.': ({ zone: own }) => {
        const name = `${own.name}.`;
        return { id: name, name, notified_serial: 1, rrsets: rrsetsOf(own) };
      },
      'PATCH /zones/{domain}.': extendRrsets,
    },
  }),
  cases: {
    'adds to a set and takes out of it, and leaves the rest to the service': {
      creates: '_acme-challenge 60 TXT one',
      removes: '_acme-challenge TXT one',
      sends: [
        ...[`GET ${zone}`, [`PATCH ${zone}`, { rrsets: [added] }] as const],
        [`PATCH ${zone}`, { rrsets: [{ ...added, ttl: 3600, changetype: 'PRUNE' }] }],
      ],
    },
    'takes out what is switched on, and names its TTL': {
      answers: {
        GET: [200, { rrsets: [{ ...added, records: [...added.records, { content: '"off"', disabled: true }] }] }],
      },
      does: (service) => service.remove(undefined, { type: 'TXT', name: '_acme-challenge' }),
      sends: [...[1, 2].map(() => `GET ${zone}`), [`PATCH ${zone}`, { rrsets: [{ ...added, changetype: 'PRUNE' }] }]],
    },
  },
});

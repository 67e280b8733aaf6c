import { basic, describeProvider, restFake } from '../../../core/testing/index.js';

const records = '/zones/71/records';
const name = '_acme-challenge.example.com.';
const found = ['GET /zones', `GET ${records}`] as const;

describeProvider('luadns', {
  options: { username: 'me@example.com', token: 'opaque-token' },
  fake: restFake({
    base: 'https://api.luadns.com/v1',
    credentials: basic('me@example.com', 'opaque-token'),
    zones: { list: 'GET /zones', item: ({ id, name }) => ({ id: Number(id), name, records_count: 2 }) },
    records: {
      at: '/zones/{zone}/records',
      // Clients remove below `//zones` as well.
      remove: 'DELETE /?/zones/{zone}/records/{id}',
      form: { names: 'fqdn', dots: true },
      numericIds: true,
      extra: ['zone_id'],
      show: (item, { zone }) => ({ ...item, zone_id: Number(zone.id) }),
      done: (item, { params }) => item ?? { id: Number(params.id) },
    },
  }),
  refusals: [
    [403, { status: 'Forbidden.', message: 'API access is disabled.' }, ['AUTHENTICATION', /API access is disabled/]],
  ],
  cases: {
    'creates records with full names and final dots': {
      creates: '_acme-challenge 60 TXT one',
      sends: [...found, [`POST ${records}`, { type: 'TXT', name, content: 'one', ttl: 300 }]],
    },
    'puts a priority in front of a host': {
      does: (service) => service.create({ type: 'MX', name: '@', content: 'mail.example.com', priority: 10, ttl: 300 }),
      sends: [
        ...found,
        [`POST ${records}`, { type: 'MX', name: 'example.com.', content: '10 mail.example.com.', ttl: 300 }],
      ],
    },
    'makes no second record of the same content': {
      given: ['_acme-challenge TXT one'],
      creates: '_acme-challenge 300 TXT one',
      sends: found,
    },
    'lists without final dots': {
      given: ['_acme-challenge TXT one', '@ NS ns1.luadns.net'],
      lists: {},
      gives: ['1 _acme-challenge.example.com 60 TXT one', '2 example.com 60 NS ns1.luadns.net'],
    },
    'updates by name': {
      given: ['_acme-challenge TXT one'],
      updates: [undefined, '_acme-challenge 300 TXT new'],
      sends: [...found, [`PUT ${records}/1`, { type: 'TXT', name, content: 'new', ttl: 300 }]],
    },
    'removes one of two values and leaves the other': {
      given: ['_acme-challenge TXT one', '_acme-challenge TXT two'],
      removes: '_acme-challenge TXT one',
      sends: [...found, `DELETE ${records}/1`],
    },
  },
});

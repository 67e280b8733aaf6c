import { basic, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const refusal = (error: string) => ({ status: false, id: 0, error });
const { list, add, alter, drop } = recordHandlers({
  form: { names: 'full', priority: { MX: 'priority', SRV: 'priority' } },
  numericIds: true,
  ignores: ['id', 'name'],
  show: (item) => ({ priority: 1, ...item }),
  idOf: ({ query, body }) => query.id ?? (body as { id: number }).id,
  extra: ['active'],
  sent: ({ query, zone }) => ({ type: zone.records.get(query.id ?? '')?.type, ...query, ttl: Number(query.ttl) }),
  duplicate: [200, refusal('Record already exists')],
  gone: [200, refusal('Unable to fetch the item')],
  done: () => ({ status: true, id: 1, error: null }),
});
const address = 'GET /getdomainbyname/?name=example.com';
const looked = [address, 'GET /getrecords/?id=71'] as const;
const found = 'GET /getrecords/?id=71&name=a.example.com';

describeProvider('rage4', {
  keepsType: true,
  options: { username: 'me@example.com', token: 'opaque-token' },
  fake: routedFake({
    base: 'https://rage4.com/rapi',
    credentials: basic('me@example.com', 'opaque-token'),
    routes: {
      'GET /getdomainbyname/': ({ query, account }) => {
        const own = account.zone('name', query.name ?? '');
        return own === undefined ? [404, { error: 'not found' }] : { id: Number(own.id), name: own.name };
      },
      'GET /getrecords/': list,
      'GET /getdomains': ({ account }) => account.zones.map(({ id, name }) => ({ id: Number(id), name, type: 0 })),
      'POST /createrecord/': add,
      'GET /createrecord/': add,
      'PUT /updaterecord/': alter,
      'POST /deleterecord/': drop,
      'GET /deleterecord/': drop,
    },
  }),
  refusals: [
    [200, refusal('Unable to fetch the item or API access not allowed'), 'ZONE_NOT_FOUND'],
    [200, refusal('Invalid API key'), 'AUTHENTICATION'],
    [200, refusal('Database is read only'), 'API'],
  ],
  cases: {
    'looks first, then creates with everything in the query': {
      given: ['a TXT other'],
      creates: 'a 60 TXT x+y',
      sends: [address, found, 'POST /createrecord/?id=71&type=TXT&name=a.example.com&content=x%2By&ttl=60'],
    },
    'lists with the priority only where it means something': {
      given: ['a TXT x', 'a MX 1 mail'],
      lists: { name: 'a' },
      gives: ['1 a.example.com 60 TXT x', '2 a.example.com 60 MX 1 mail'],
    },
    'updates a record': {
      given: ['a MX 1 mail'],
      updates: ['1', 'b 60 MX 5 mail'],
      sends: [...looked, 'PUT /updaterecord/?id=1&name=b.example.com&content=mail&ttl=60&priority=5'],
      // The kind of a record stays as it is, so that the address does not tell it.
      leaves: ['b MX 5 mail'],
    },
    'removes one of two values and leaves the other': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [address, found, ['POST /deleterecord/', { id: 2 }]],
    },
  },
});

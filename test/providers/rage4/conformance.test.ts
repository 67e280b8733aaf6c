import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, jsonAnswer, recordHandlers, routedFake } from '../../../core/testing/fakes/index.js';

const { list, add, alter, drop } = recordHandlers({
  form: { names: 'full', priority: { MX: 'priority', SRV: 'priority' } },
  numericIds: true,
  ignores: ['id', 'name'],
  idOf: ({ query, body }) => query.id ?? (body as { id: number }).id,
  sent: ({ query }) => ({ ...query, ttl: Number(query.ttl), type: query.type ?? 'TXT' }),
  duplicate: jsonAnswer({ status: false, error: 'Record already exists' }),
  gone: jsonAnswer({ status: false, error: 'Unable to fetch the item' }),
  done: () => ({ status: true, id: 1, error: '' }),
});

describeProvider('rage4', {
  options: { username: 'me@example.com', token: 'opaque-token' },
  fake: routedFake({
    base: 'https://rage4.com/rapi',
    credentials: basic('me@example.com', 'opaque-token'),
    routes: {
      'GET /getdomainbyname/': ({ query, account }) => {
        const zone = account.zone('name', query.name ?? '');
        return zone === undefined ? jsonAnswer({ error: 'not found' }, 404) : { id: Number(zone.id), name: zone.name };
      },
      'GET /getrecords/': list,
      'POST /createrecord/': add,
      'PUT /updaterecord/': alter,
      'POST /deleterecord/': drop,
    },
  }),
});

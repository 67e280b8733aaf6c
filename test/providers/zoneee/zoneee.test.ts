import {
  asObject,
  basic,
  type Call,
  describeProvider,
  itemForm,
  nothing,
  refuse,
  restFake,
} from '../../../core/testing/index.js';

const list = '/dns/{domain}/{type}';
const { toItem, fromItem } = itemForm({
  form: {
    fields: { content: 'destination' },
    names: 'full',
    priority: { MX: 'priority', SRV: 'priority' },
    parts: { CAA: ['flag', 'tag', 'destination'], SRV: ['weight', 'port', 'destination'] },
  },
});
const types = ['a', 'aaaa', 'cname', 'mx', 'ns', 'txt', 'srv', 'caa'];

function typeOf({ params }: Call): string {
  if (!types.includes(params.type ?? '')) refuse(404, { message: 'no such resource' });
  return (params.type ?? '').toUpperCase();
}

/** Neither the type, which is told by the address, nor a TTL stands in a record. */
function sent(call: Call) {
  const body = asObject(call.body);
  if ('type' in body || 'ttl' in body || 'id' in body) refuse(422, { message: 'unknown field' });
  return fromItem({ ...body, type: typeOf(call), ttl: 3600 }, call.zone);
}

function shown(call: Call, id = call.params.id ?? ''): object {
  const record = call.zone.records.get(id);
  if (record === undefined || record.type !== typeOf(call)) return refuse(404, { message: 'Not Found' });
  const { id: _id, type: _type, ttl: _ttl, ...item } = toItem(record, id, call.zone);
  return { id, resource_url: `https://api.zone.eu/v2/dns/${id}`, ...item, delete: true, modify: true };
}

describeProvider('zoneee', {
  exceptions: { 'gives a record the TTL that it was asked for': 'Records have no TTL.' },
  options: { apiUser: 'me', apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.zone.eu/v2',
    credentials: basic('me', 'opaque-api-key'),
    zones: {
      one: 'GET /dns/{domain}',
      item: ({ name }) => ({ identificator: name, active: true }),
      wrapOne: (item) => [item],
    },
    routes: {
      [`GET ${list}`]: (call) => {
        const ofType = call.zone.records.all().filter(([, { type }]) => type === typeOf(call));
        return ofType.map(([id]) => shown(call, id));
      },
      [`POST ${list}`]: (call) => [201, [shown(call, call.zone.records.insert(sent(call)))]],
      [`PUT ${list}/{id}`]: (call) => {
        shown(call);
        call.zone.records.replace(call.params.id ?? '', sent(call));
        return [shown(call)];
      },
      [`DELETE ${list}/{id}`]: (call) => {
        shown(call);
        call.zone.records.remove(call.params.id ?? '');
        return nothing;
      },
    },
  }),
  cases: {
    'changes a record in place': {
      given: ['a TXT one'],
      updates: ['TXT-1', 'a 60 TXT two'],
      sends: ['GET /dns/example.com', ['PUT /dns/example.com/txt/1', { name: 'a.example.com', destination: 'two' }]],
    },
    'creates by the list of the type, with the full name': {
      creates: '_acme-challenge 60 TXT one',
      sends: [
        'GET /dns/example.com',
        'GET /dns/example.com/txt',
        ['POST /dns/example.com/txt', { name: '_acme-challenge.example.com', destination: 'one' }],
      ],
    },
  },
});

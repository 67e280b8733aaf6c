import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  basic,
  type Call,
  itemForm,
  jsonAnswer,
  refuse,
  restFake,
} from '../../../core/testing/fakes/index.js';

const list = '/dns/{domain}/{type}';
const form = {
  fields: { content: 'destination' },
  names: 'full' as const,
  priority: { MX: 'priority' },
  parts: { CAA: ['flag', 'tag', 'destination'] as const },
};
const { toItem, fromItem } = itemForm({ form });
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

function shown(call: Call, id: string): object {
  const record = call.zone.records.get(id);
  if (record === undefined || record.type !== typeOf(call)) return refuse(404, { message: 'Not Found' });
  const { type: _type, ttl: _ttl, ...item } = toItem(record, id, call.zone);
  return { ...item, id, resource_url: `https://api.zone.eu/v2/dns/${id}`, delete: true, modify: true };
}

describeProvider('zoneee', {
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
    records: { list: 'GET /none', form },
    routes: {
      [`GET ${list}`]: (call) =>
        jsonAnswer(
          call.zone.records
            .all()
            .filter(([, { type }]) => type === typeOf(call))
            .map(([id]) => shown(call, id)),
        ),
      [`POST ${list}`]: (call) => jsonAnswer([shown(call, call.zone.records.insert(sent(call)))], 201),
      [`PUT ${list}/{id}`]: (call) => {
        shown(call, call.params.id ?? '');
        call.zone.records.replace(call.params.id ?? '', sent(call));
        return [shown(call, call.params.id ?? '')];
      },
      [`DELETE ${list}/{id}`]: (call) => {
        shown(call, call.params.id ?? '');
        call.zone.records.remove(call.params.id ?? '');
        return { status: 204, headers: {}, body: '' };
      },
    },
  }),
  cases: {
    'creates by the list of the type, with the full name': {
      asks: [
        { request: 'GET https://api.zone.eu/v2/dns/example.com', answer: [{ identificator: 'example.com' }] },
        { request: 'GET https://api.zone.eu/v2/dns/example.com/txt', answer: [] },
        {
          request: 'POST https://api.zone.eu/v2/dns/example.com/txt',
          body: { name: '_acme-challenge.example.com', destination: 'one' },
          status: 201,
          answer: [{ id: '1', name: '_acme-challenge.example.com', destination: 'one' }],
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    },
  },
});

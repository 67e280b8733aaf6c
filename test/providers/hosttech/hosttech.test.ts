import { describeProvider } from '../../../core/testing/describe-provider.js';
import { asObject, bearer, type Call, itemForm, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const forms = {
  A: itemForm({ form: { fields: { content: 'ipv4' }, apex: '' }, numericIds: true }),
  AAAA: itemForm({ form: { fields: { content: 'ipv6' }, apex: '' }, numericIds: true }),
  CNAME: itemForm({ form: { fields: { content: 'cname' }, apex: '' }, numericIds: true }),
  MX: itemForm({
    form: { fields: { name: 'ownername', content: 'name' }, apex: '', priority: { MX: 'pref' } },
    numericIds: true,
  }),
  TXT: itemForm({ form: { fields: { content: 'text' }, apex: '' }, numericIds: true }),
  CAA: itemForm({ form: { apex: '', parts: { CAA: ['flag', 'tag', 'value'] } }, numericIds: true }),
};
type Known = keyof typeof forms;

function sent({ body, zone }: Call) {
  const item = asObject(body);
  const { type } = item as { type: Known };
  return forms[type].fromItem(item, zone);
}

const gone = jsonAnswer({ message: 'No query results for model [Record].' }, 404);
const records = '/zones/{zone}/records';

const zone = 'https://api.ns1.hosttech.eu/api/user/v1/zones';

describeProvider('hosttech', {
  options: { apiKey: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.ns1.hosttech.eu/api/user/v1',
    credentials: bearer('opaque-token'),
    refused: jsonAnswer({ message: 'Unauthenticated.' }, 401),
    missing: jsonAnswer({ message: 'No query results for model [Zone].' }, 404),
    zones: {
      one: 'GET /zones/{domain}',
      item: ({ id, name }) => ({ id: Number(id), name, ttl: 10800, nameserver: 'ns1.hosttech.ch' }),
      wrapOne: (data) => ({ data }),
    },
    records: { list: 'GET /none', form: {} },
    routes: {
      [`GET ${records}`]: ({ zone, query }) => ({
        data: zone.records
          .all()
          .filter(([, { type }]) => query.type === undefined || query.type === type)
          .map(([id, record]) => ({ ...forms[record.type as Known].toItem(record, id, zone), comment: '' })),
      }),
      [`POST ${records}`]: (call) => {
        const record = sent(call);
        const id = call.zone.records.insert(record);
        return jsonAnswer({ data: forms[record.type as Known].toItem(record, id, call.zone) }, 201);
      },
      [`PUT ${records}/{id}`]: (call) =>
        call.zone.records.replace(call.params.id ?? '', sent(call)) ? { data: {} } : gone,
      [`DELETE ${records}/{id}`]: ({ zone, params }) =>
        zone.records.remove(params.id ?? '') ? { status: 204, headers: {}, body: '' } : gone,
    },
  }),
  cases: {
    'reads name servers in both of their forms, and goes by types that it does not know': {
      asks: [
        { request: `GET ${zone}/example.com`, answer: { data: { id: 7, name: 'example.com' } } },
        {
          request: `GET ${zone}/7/records`,
          answer: {
            data: [
              { id: 1, type: 'NS', ownername: 'sub', name: 'ns1.example.net', ttl: 3600 },
              { id: 2, type: 'NS', ownername: 'sub', targetname: 'ns2.example.net', ttl: 3600 },
              { id: 3, type: 'PTR', origin: '4.3.2.1', name: 'smtp.example.com', ttl: 3600 },
            ],
          },
        },
      ],
      does: async (service) => (await service.list({})).map(({ name, content }) => [name, content]),
      gives: [
        ['sub.example.com', 'ns1.example.net'],
        ['sub.example.com', 'ns2.example.net'],
      ],
    },
  },
});

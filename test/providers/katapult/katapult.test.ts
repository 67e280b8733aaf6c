import {
  asObject,
  bearer,
  type Call,
  describeProvider,
  type ItemTable,
  recordHandlers,
  restFake,
} from '../../../core/testing/index.js';

const parts: Readonly<Record<string, readonly string[]>> = {
  ...{ A: ['ip_address'], AAAA: ['ip_address'], CNAME: ['hostname'], MX: ['hostname'], NS: ['hostname'] },
  ...{ TXT: ['content'], SRV: ['weight', 'port', 'target'], CAA: ['flag', 'tag', 'value'] },
};
const gone = (what: string) =>
  [404, { code: `dns_${what}_not_found`, description: 'No such thing', detail: {} }] as const;
const lookup = (call: Call) => asObject(asObject(call.body ?? {}).dns_zone ?? {});

/** The content stands in a field that is called like the type, and is text. */
function sent({ body }: Call): Readonly<Record<string, unknown>> {
  const { content, ...item } = asObject(asObject(body).properties);
  const contents = asObject(asObject(content)[String(item.type)]);
  if (Object.values(contents).some((value) => typeof value !== 'string')) throw new Error('content is text');
  return { ...item, ...contents };
}

const records = {
  form: { names: 'full', priority: { MX: 'priority', SRV: 'priority' }, parts },
  ignores: ['dns_zone[id]'],
  sent: (call) => ({ ...sent(call), name: sent(call).name === '' ? 'example.com' : sent(call).name }),
  show({ id, type, name, ttl, priority = null, ...content }) {
    const texts = Object.entries(content).map(([field, value]) => [field, String(value)]);
    const attributes = { A: null, SOA: {}, [String(type)]: Object.fromEntries(texts) };
    return { id, type, name: null, full_name: name, ttl, priority, content: '', content_attributes: attributes };
  },
  idOf: ({ body }) => asObject(asObject(body).dns_record).id,
  wrap: ({ items }) => ({ dns_records: items }),
  wrapOne: { out: 'dns_record' },
  done: (item) => item ?? { deleted: true },
  gone: gone('record'),
} satisfies ItemTable;
const { list, add, alter, drop } = recordHandlers(records);

const zoned = 'GET /dns_zones/dns_zone?dns_zone[name]=example.com';
const listed = 'GET /dns_zones/dns_zone/records?dns_zone[id]=71';

describeProvider('katapult', {
  options: { apiKey: 'opaque-api-key' },
  fake: restFake({
    base: 'https://api.katapult.io/core/v1',
    credentials: bearer('opaque-api-key'),
    refused: [403, { code: 'invalid_api_token', description: 'The API token is invalid', detail: {} }],
    missing: gone('zone'),
    zoneOf(call) {
      if (call.request.url.pathname.endsWith('/dns_record')) return undefined;
      const { id = call.query['dns_zone[id]'], name = call.query['dns_zone[name]'] } = lookup(call);
      return { id, name };
    },
    zones: {
      one: 'GET /dns_zones/dns_zone',
      item: ({ id, name }) => ({ id, name, default_ttl: 3600, verified: true }),
      wrapOne: (dns_zone) => ({ dns_zone }),
    },
    routes: {
      'GET /dns_zones/dns_zone/records': list,
      'POST /dns_zones/dns_zone/records': add,
      // What is sent is the whole record, of another type as well.
      'PATCH /dns_records/dns_record': (call) => alter({ ...call, request: { ...call.request, method: 'PUT' } }),
      'DELETE /dns_records/dns_record': drop,
    },
  }),
  refusals: [
    [400, { code: 'missing_api_token', description: 'No token', detail: {} }, ['AUTHENTICATION', /No token/]],
    [403, { code: 'scope_not_granted', detail: { scopes: ['dns'] } }, ['AUTHENTICATION', /scope_not_granted/]],
    [406, { code: 'something_else', description: 'Other words' }, ['API', /Other words.*something_else/]],
  ],
  cases: {
    'creates with the content below its type, as text, and without a name at the apex': {
      creates: ['_acme-challenge 60 TXT one', '@ 300 SRV 1 2 5060 sip.example.com'],
      sends: [
        ...[zoned, listed],
        [
          'POST /dns_zones/dns_zone/records',
          {
            dns_zone: { id: '71' },
            properties: { name: '_acme-challenge', type: 'TXT', ttl: 60, content: { TXT: { content: 'one' } } },
          },
        ],
        listed,
        [
          'POST /dns_zones/dns_zone/records',
          {
            dns_zone: { id: '71' },
            properties: {
              ...{ name: '', type: 'SRV', ttl: 300, priority: 1 },
              content: { SRV: { weight: '2', port: '5060', target: 'sip.example.com' } },
            },
          },
        ],
      ],
    },
    'removes by the id of the record alone': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [zoned, listed, ['DELETE /dns_records/dns_record', { dns_record: { id: '2' } }]],
    },
    'removes as lego does where the documented way is none': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'DELETE /dns_records/dns_record': [405], 'DELETE /dns_zones/dns_record': [200, {}] },
    },
    'removes in no other way where it was refused to': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'DELETE /dns_records/dns_record': [400] },
      sends: [zoned, listed, ['DELETE /dns_records/dns_record', { dns_record: { id: '1' } }]],
      fails: 'API',
    },
    'goes by types of the service’s own': {
      lists: {},
      answers: {
        'GET /dns_zones/dns_zone/records': [
          200,
          {
            dns_records: [
              { id: '1', type: 'HTTPRedirect', full_name: 'a.example.com', content_attributes: { HTTPRedirect: null } },
              {
                id: '2',
                type: 'TXT',
                full_name: 'example.com',
                ttl: null,
                content_attributes: { TXT: { content: 'b' } },
              },
            ],
          },
        ],
      },
      gives: ['2 example.com - TXT b'],
    },
  },
});

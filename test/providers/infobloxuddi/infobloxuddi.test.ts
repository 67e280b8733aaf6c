import { isFailure } from '../../../core/sdk/index.js';
import { asObject, type Call, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const form = {
  fields: { name: 'name_in_zone' },
  apex: '',
  parts: { A: ['address'], AAAA: ['address'], CNAME: ['cname'], TXT: ['text'] },
  dots: true,
} as const;

/** What is no field of every record stands in `rdata`. */
function show({ id, type, name_in_zone, ttl, ...rdata }: Readonly<Record<string, unknown>>): object {
  return { id: `dns/record/${id}`, type, name_in_zone, ttl, rdata };
}

/** The filter of a list: `zone eq 'dns/auth_zone/71' and type eq 'TXT'`. */
function askedIn({ query }: Call): Record<string, string> {
  const terms = (query._filter ?? '')
    .split(' and ')
    .map((term) => /^([\w.]+) eq '([^']*)'$/.exec(term)?.slice(1) ?? []);
  return Object.fromEntries(terms);
}

const table = {
  form,
  show,
  sent: ({ body }: Call) => {
    const { rdata, zone: _zone, inheritance_sources: _source, ...item } = asObject(body);
    return { ...item, ...asObject(rdata) };
  },
  filters: { type: 'type', name: 'name_in_zone' },
  ignores: ['zone'],
  pages: { by: 'offset', parameter: '_offset', size: '_limit', usual: 100, largest: 1000 },
  wrap: ({ items }: { items: readonly object[] }) => ({ results: items }),
  done: (item: object | undefined) => [200, { result: item ?? {} }] as const,
  duplicate: [409, { error: [{ message: 'The record already exists.' }] }],
} as const;
const { list, add, alter, drop } = recordHandlers(table);
const base = 'https://csp.infoblox.com/api/ddi/v1';
const zones = `GET /dns/auth_zone?_filter=${encodeURIComponent("fqdn eq 'example.com.' or fqdn eq 'example.com'")}`;
const listed = (filter: string, offset = 0) =>
  `GET /dns/record?_filter=${encodeURIComponent(filter)}&_limit=1000&_offset=${offset}`;

const inView = (view: string) => ({ id: `of ${view}`, fqdn: 'example.com.', view });

describeProvider('infobloxuddi', {
  keepsType: true,
  refusals: [[400, { error: [{ message: 'The record already exists.' }] }, 'RECORD_EXISTS']],
  options: { apiKey: 'opaque-api-key', portal: 'csp.infoblox.com' },
  refusal: 401,
  fake: routedFake({
    base,
    credentials: { authorization: 'Token opaque-api-key' },
    routes: {
      'GET /dns/auth_zone': ({ query, account }) => {
        const found = account.zones.filter(({ name }) => query._filter?.includes(` eq '${name}.' or `));
        return {
          results: found.map(({ id, name }) => ({ id: `dns/auth_zone/${id}`, fqdn: `${name}.`, view: 'dns/view/1' })),
        };
      },
      'GET /dns/record': (call) => {
        const { _filter, ...rest } = call.query;
        const { 'rdata.text': text, ...asked } = askedIn(call);
        const records = call.zone.records.all().filter(([, { content }]) => content === (text ?? content));
        const zone = { ...call.zone, records: { ...call.zone.records, all: () => records } };
        return list({ ...call, zone, query: { ...rest, ...asked } });
      },
      'POST /dns/record': add,
      'PATCH /dns/record/{id}': (call) => {
        const { type } = call.zone.records.get(call.params.id ?? '') ?? {};
        return alter({ ...call, body: { type, ...asObject(call.body) } });
      },
      'DELETE /dns/record/{id}': drop,
    },
  }),
  cases: {
    'takes the zone of the view that is meant': {
      options: { apiKey: 'opaque-api-key', portal: 'csp.infoblox.com', view: 'dns/view/1' },
      answers: { 'GET /dns/auth_zone': [200, { results: ['dns/view/2', 'dns/view/1'].map(inView) }] },
      lists: { name: 'a' },
      sends: [zones, listed("zone eq 'of dns/view/1' and name_in_zone eq 'a'")],
    },
    'says which option tells two zones of one name apart': {
      answers: { 'GET /dns/auth_zone': [200, { results: ['dns/view/2', 'dns/view/1'].map(inView) }] },
      fails: (error) => isFailure(error, 'CONFIG') && /--view$/.test(error.hint ?? ''),
    },
    'asks for the next part where one is full': {
      given: Array.from({ length: 1000 }, (_, index) => `n${index} TXT x`),
      lists: {},
      sends: [zones, listed("zone eq 'dns/auth_zone/71'"), listed("zone eq 'dns/auth_zone/71'", 1000)],
    },
    'leaves out what it does not know': {
      answers: { 'GET /dns/record': [200, { results: [{ id: 'dns/record/9', type: 'SOA', rdata: {} }] }] },
      lists: {},
      gives: [],
    },
    'writes the names of hosts with their final dots': {
      creates: '@ 120 CNAME host.example.net',
      sends: [
        zones,
        [
          'POST /dns/record',
          {
            type: 'CNAME',
            name_in_zone: '',
            zone: 'dns/auth_zone/71',
            ttl: 120,
            inheritance_sources: { ttl: { action: 'override' } },
            rdata: { cname: 'host.example.net.' },
          },
        ],
      ],
    },
    'creates with data of the type, and a TTL of its own': {
      creates: '_acme-challenge 120 TXT one',
      sends: [
        zones,
        [
          'POST /dns/record',
          {
            type: 'TXT',
            name_in_zone: '_acme-challenge',
            zone: 'dns/auth_zone/71',
            ttl: 120,
            inheritance_sources: { ttl: { action: 'override' } },
            rdata: { text: 'one' },
          },
        ],
      ],
    },
    'removes by the last part of an id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [
        zones,
        listed("zone eq 'dns/auth_zone/71' and type eq 'TXT' and name_in_zone eq 'a'"),
        'DELETE /dns/record/2',
      ],
    },
  },
});

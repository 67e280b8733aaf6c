import { toPresentation } from '../../../core/sdk/index.js';
import { type Call, describeProvider, routedFake, setsOf, writeSet } from '../../../core/testing/index.js';

type Patch = Readonly<Record<string, Readonly<Record<string, readonly Item[] | null>>>>;
interface Item {
  readonly ttl: number;
  readonly rdata: string;
}

const zone = '/zones/example.com';
const data = (records: object) => ({ data: { type: 'zone', id: 'example.com', attributes: { records } } });
/** Without its final dot a host lies in the zone. */
const absolute = (host: string) => (host.endsWith('.') ? host.slice(0, -1) : `${host}.example.com`);
const bare = (type: string, rdata: string) => (/^(CNAME|MX|NS|SRV)$/.test(type) ? absolute(rdata) : rdata);

function show({ zone }: Call): object {
  const records: Record<string, object> = {};
  for (const { type, name, ttl, values } of setsOf(zone)) {
    const items = values.map((content) => ({
      ttl,
      rdata: type === 'TXT' ? content : toPresentation({ type, content }),
      comments: 'kept',
    }));
    records[name] = { ...records[name], [type]: items };
  }
  return { meta: { invocationId: '95cdcc21' }, ...data(records) };
}

function merge(call: Call): object {
  const { attributes } = (call.body as { data: { attributes: { records: Patch } } }).data;
  for (const [name, types] of Object.entries(attributes.records))
    for (const [type, items] of Object.entries(types)) {
      const values = (items ?? []).map(({ rdata }) => bare(type, rdata));
      writeSet(call.zone, { type, name, ttl: items?.[0]?.ttl ?? 0, values });
    }
  return show(call);
}

describeProvider('abion', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.abion.com/v1',
    credentials: { 'x-api-key': 'opaque-api-key' },
    refused: [401, { meta: {}, error: { status: 401, message: 'Authentication Error' } }],
    missing: [404, { meta: {}, error: { status: 404, message: 'Not Found' } }],
    routes: { 'GET /zones/{domain}': show, 'PATCH /zones/{domain}': merge },
  }),
  refusals: [
    [401, { error: { status: 401, message: 'Authentication Error' } }, ['AUTHENTICATION', /Authentication Error/]],
  ],
  cases: {
    'patches one set, with what was said of its values': {
      given: ['a TXT one'],
      creates: 'a 3600 TXT two',
      sends: [
        `GET ${zone}`,
        `GET ${zone}`,
        [
          `PATCH ${zone}`,
          data({
            a: {
              TXT: [
                { ttl: 60, rdata: 'one', comments: 'kept' },
                { ttl: 60, rdata: 'two' },
              ],
            },
          }),
        ],
      ],
    },
    'removes a set by null': {
      given: ['a TXT one', 'a A 192.0.2.1'],
      removes: 'a TXT one',
      sends: [`GET ${zone}`, `GET ${zone}`, [`PATCH ${zone}`, data({ a: { TXT: null } })]],
      leaves: ['a A 192.0.2.1'],
    },
  },
});

import { fromPresentation, relativeName } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  type Call,
  header,
  jsonAnswer,
  refuse,
  routedFake,
  rrsetsOf,
} from '../../../core/testing/fakes/index.js';

interface Rrset {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly changetype: string;
  readonly records: readonly { readonly content: string; readonly disabled: boolean }[];
}

const base = 'https://primarydnsapi.netnod.se/api/v1';
const missing = jsonAnswer({ error: 'Zone not found' }, 404);

function ownZone({ account, params }: Call): Call['zone'] {
  const name = params.id ?? '';
  if (!name.endsWith('.')) refuse(404, { error: 'Zone not found' });
  return account.zone('name', name.slice(0, -1)) ?? refuse(404, { error: 'Zone not found' });
}

/** Adds values that are not there, or takes out those that are. */
function patch(call: Call): object {
  const zone = ownZone(call);
  const { rrsets } = asObject(call.body) as unknown as { rrsets: readonly Rrset[] };
  for (const { name, type, ttl, changetype, records } of rrsets) {
    if (!name.endsWith('.') || !Number.isInteger(ttl) || !/^(EXTEND|PRUNE)$/.test(changetype))
      refuse(400, { error: 'Invalid rrset' });
    for (const { content: data } of records) {
      if (type === 'TXT' && !data.startsWith('"')) refuse(400, { error: 'TXT must be quoted' });
      const record = { type, name: relativeName(name, zone.name), content: fromPresentation(type, data), ttl };
      const own = zone.records
        .all()
        .filter(([, each]) => each.type === type && each.name === record.name && each.content === record.content);
      if (changetype === 'EXTEND' && own.length === 0) zone.records.insert(record);
      if (changetype === 'PRUNE') for (const [id] of own) zone.records.remove(id);
    }
  }
  return {};
}

describeProvider('netnod', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base,
    credentials: header('authorization', 'Token opaque-token'),
    refused: jsonAnswer({ error: 'Missing or invalid token' }, 401),
    missing,
    routes: {
      'GET /zones/{id}': (call) => {
        const zone = ownZone(call);
        return { id: `${zone.name}.`, name: `${zone.name}.`, notified_serial: 1, rrsets: rrsetsOf(zone) };
      },
      'PATCH /zones/{id}': patch,
    },
  }),
  cases: {
    'adds to a set and leaves the rest to the service': {
      asks: [
        { request: `GET ${base}/zones/example.com.`, answer: { rrsets: [] } },
        {
          request: `PATCH ${base}/zones/example.com.`,
          body: {
            rrsets: [
              {
                name: '_acme-challenge.example.com.',
                type: 'TXT',
                ttl: 60,
                changetype: 'EXTEND',
                records: [{ content: '"one"', disabled: false }],
              },
            ],
          },
          answer: {},
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    },
  },
});

import { fqdn, relativeName } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  basic,
  type Call,
  type FakeSet,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';
import { toContent, toFields } from '../../../providers/gehirn/fields.js';

interface Item {
  readonly id?: string;
  readonly type: string;
  readonly name: string;
  readonly ttl: number;
  readonly enable_alias: boolean;
  readonly records: readonly Record<string, string | number>[];
}

const records = '/zones/{zone}/versions/v1/records';

function toItem({ type, name, ttl, values }: FakeSet, { name: apex }: { name: string }): Item {
  const fields = values.map((value) => toFields(type, value));
  return { id: `${type}-${name}`, type, name: fqdn(name, apex), ttl, enable_alias: false, records: fields };
}

function sent({ body, zone }: Call): FakeSet {
  const { type, name, ttl, records: fields, enable_alias } = body as Item;
  if (enable_alias !== false || fields.length === 0 || !name.endsWith('.')) refuse(400, { message: 'malformed' });
  return { type, name: relativeName(name, zone.name), ttl, values: fields.map((each) => toContent(type, each)) };
}

function find({ zone, params }: Call): FakeSet {
  return (
    setsOf(zone).find(({ type, name }) => `${type}-${name}` === params.id) ?? refuse(404, { message: 'no such record' })
  );
}

const list = '/zones/71/versions/v1/records';
const added = { type: 'TXT', name: 'a.example.com.', enable_alias: false, ttl: 60, records: [{ data: 'one' }] };

describeProvider('gehirn', {
  options: { token: 'opaque-token', secret: 'opaque-secret' },
  fake: routedFake({
    base: 'https://api.gis.gehirn.jp/dns/v1',
    credentials: basic('opaque-token', 'opaque-secret'),
    routes: {
      'GET /zones': ({ account }) =>
        jsonAnswer(account.zones.map(({ id, name }) => ({ id, name, current_version_id: 'v1' }))),
      [`GET ${records}`]: ({ zone }) => jsonAnswer(setsOf(zone).map((set) => toItem(set, zone))),
      [`POST ${records}`]: (call) => {
        const set = sent(call);
        if (setsOf(call.zone).some(({ type, name }) => type === set.type && name === set.name))
          refuse(409, { message: 'it exists' });
        writeSet(call.zone, set);
        return toItem(set, call.zone);
      },
      [`PUT ${records}/{id}`]: (call) => {
        find(call);
        writeSet(call.zone, sent(call));
        return {};
      },
      [`DELETE ${records}/{id}`]: (call) => {
        writeSet(call.zone, { ...find(call), values: [] });
        return {};
      },
    },
  }),
  cases: {
    'removes what another record cannot stand beside before it writes that': {
      given: ['a CNAME x.example.net'],
      updates: ['CNAME/a/eC5leGFtcGxlLm5ldA', 'a 60 TXT one'],
      sends: [...['GET /zones', `GET ${list}`, `DELETE ${list}/CNAME-a`, `GET ${list}`], [`POST ${list}`, added]],
    },
  },
});

import {
  type Call,
  nothing,
  refuse,
  routedFake,
  setAt,
  setForm,
  setsOf,
  writeSet,
} from '../../../core/testing/index.js';

const form = setForm({
  fields: { name: 'subname' },
  apex: '',
  shown: { domain: 'example.com', created: '2026-01-01T00:00:00Z', touched: '2026-01-01T00:00:00Z' },
});
type Rrset = Readonly<Record<string, unknown>>;

function write({ zone }: Call, sent: object): object {
  const set = form.fromSet(sent, { zone });
  if (set.ttl < 1) refuse(400, { ttl: ['too low'] });
  writeSet(zone, set);
  return form.toSet(set, zone);
}

/** Sets that are there or not, all of them or none; an empty one goes. */
function patchAll(call: Call): object {
  if (!Array.isArray(call.body)) refuse(400, { detail: 'a list is expected' });
  return (call.body as Rrset[]).flatMap((sent) => {
    const { values, ...set } = form.fromSet(sent, call);
    const before = setAt(call.zone, set);
    if (before === undefined && (sent.ttl === undefined || values.length === 0)) return [];
    const written = write(call, { ttl: before?.ttl ?? 3600, ...sent });
    return values.length === 0 ? [] : [written];
  });
}

function find({ zone, params: { name = '', type = '' } }: Call) {
  return setAt(zone, { name, type });
}

/** deSEC: record sets, changed one by one or many at once; an empty one goes. */
export const createFakeDesec = routedFake({
  base: 'https://desec.io/api/v1',
  credentials: { authorization: 'Token opaque-token' },
  routes: {
    'GET /domains/': ({ account }) => account.zones.map(({ name }) => ({ name, minimum_ttl: 60 })),
    'GET /domains/{domain}/': ({ zone }) => ({ name: zone.name, minimum_ttl: 60 }),
    'GET /domains/{domain}/rrsets/': ({ zone, query: { type, subname } }) =>
      setsOf(zone)
        .map((set) => form.toSet(set, zone))
        .filter((set) => (type ?? set.type) === set.type && (subname ?? set.subname) === set.subname),
    'POST /domains/{domain}/rrsets/': (call) => {
      if (setAt(call.zone, form.fromSet(call.body, call)) !== undefined)
        refuse(400, { non_field_errors: ['Another RRset with the same subdomain and type exists for this domain.'] });
      return [201, write(call, call.body as Rrset)];
    },
    'PATCH /domains/{domain}/rrsets/': patchAll,
    'PUT /domains/{domain}/rrsets/': patchAll,
    'GET /domains/{domain}/rrsets/{name}/{type}/': (call) =>
      form.toSet(find(call) ?? refuse(404, { detail: 'Not found.' }), call.zone),
    'PATCH /domains/{domain}/rrsets/{name}/{type}/': (call) => {
      const before = find(call) ?? refuse(404, { detail: 'Not found.' });
      const { subname, type, ttl } = form.toSet(before, call.zone);
      const set = write(call, { subname, type, ttl, ...(call.body as Rrset) });
      return find(call) === undefined ? nothing : set;
    },
    'DELETE /domains/{domain}/rrsets/{name}/{type}/': (call) => {
      const set = find(call);
      if (set !== undefined) writeSet(call.zone, { ...set, values: [] });
      return nothing;
    },
  },
});

import { fromPresentation, hostOrEmpty, toPresentation } from '../../../core/sdk/index.js';
import {
  type Call,
  type FakeSet,
  header,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';

interface Rrset {
  readonly type: string;
  readonly subname: string;
  readonly ttl?: number | string;
  readonly records: readonly string[];
}

function toRrset({ type, name, ttl, values }: FakeSet, zone: { readonly name: string }) {
  const records = values.map((content) => toPresentation({ type, content }));
  return { type, subname: hostOrEmpty(name), ttl, records, domain: zone.name, created: 'a day', touched: 'a day' };
}

function find({ zone, params: { name, type } }: Call): FakeSet | undefined {
  return setsOf(zone).find((set) => set.type === type && set.name === name);
}

function write({ zone }: Call, { type, subname, ttl, records }: Rrset): void {
  if (Number(ttl) < 1) refuse(400, { ttl: ['too low'] });
  const values = records.map((record) => fromPresentation(type, record));
  if (new Set(values).size < values.length) refuse(400, { records: ['must be unique'] });
  writeSet(zone, { type, name: subname || '@', ttl: Number(ttl), values });
}

/** Sets that are there or not, all of them or none; an empty one goes. */
function patchAll(call: Call): object {
  if (!Array.isArray(call.body)) refuse(400, { detail: 'a list is expected' });
  for (const set of call.body as Rrset[]) {
    const before = setsOf(call.zone).find(({ type, name }) => type === set.type && name === (set.subname || '@'));
    if (before === undefined && (set.ttl === undefined || set.records.length === 0)) continue;
    write(call, { ttl: before?.ttl ?? 3600, ...set });
  }
  return jsonAnswer([]);
}

/** deSEC: record sets, changed one by one or many at once; an empty one goes. */
export const createFakeDesec = routedFake({
  base: 'https://desec.io/api/v1',
  credentials: header('authorization', 'Token opaque-token'),
  routes: {
    'GET /domains/{domain}/': ({ zone }) => ({ name: zone.name, minimum_ttl: 60 }),
    'GET /domains/{domain}/rrsets/': ({ zone, query: { type, subname } }) =>
      jsonAnswer(
        setsOf(zone)
          .map((set) => toRrset(set, zone))
          .filter((set) => (type ?? set.type) === set.type && (subname ?? set.subname) === set.subname),
      ),
    'POST /domains/{domain}/rrsets/': (call) => {
      const set = call.body as Rrset;
      if (setsOf(call.zone).some(({ type, name }) => type === set.type && name === (set.subname || '@')))
        refuse(400, { non_field_errors: ['Another RRset with the same subdomain and type exists for this domain.'] });
      write(call, set);
      return jsonAnswer({}, 201);
    },
    'PATCH /domains/{domain}/rrsets/': patchAll,
    'PATCH /domains/{domain}/rrsets/{name}/{type}/': (call) => {
      const before = find(call) ?? refuse(404, { detail: 'Not found.' });
      write(call, { ttl: before.ttl, ...(call.body as Rrset) });
      return {};
    },
    'DELETE /domains/{domain}/rrsets/{name}/{type}/': (call) => {
      const set = find(call);
      if (set !== undefined) writeSet(call.zone, { ...set, values: [] });
      return { status: 204, headers: {}, body: '' };
    },
  },
});

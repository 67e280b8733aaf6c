import { fromPresentation, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  bearer,
  type Call,
  type FakeSet,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';

interface Body {
  readonly ttl?: number | null;
  readonly records: readonly { readonly value: string }[];
}

const set = '/zones/{place}/rrsets/{name}/{type}';
const perPage = 25;

function fail(status: number, code: string): never {
  refuse(status, { error: { code, message: code.replaceAll('_', ' ') } });
}

function success(): object {
  return jsonAnswer({ action: { id: 1, status: 'success', error: null } }, 201);
}

function find({ zone, params: { name, type } }: Call) {
  return setsOf(zone).find((each) => each.name === name && each.type === type);
}

function shown({ type, name, ttl, values }: FakeSet): object {
  const records = values.map((content) => ({ value: toPresentation({ type, content }), comment: '' }));
  return { id: `${name}/${type}`, name, type, ttl, records };
}

function list({ zone, query }: Call): object {
  const page = Number(query.page ?? 1);
  const all = setsOf(zone).filter(({ type, name }) => (query.type ?? type) === type && (query.name ?? name) === name);
  const rrsets = all.slice((page - 1) * perPage, page * perPage).map(shown);
  return { rrsets, meta: { pagination: { page, next_page: page * perPage < all.length ? page + 1 : null } } };
}

/** A set that is not there is made. */
function addRecords(call: Call): object {
  const { type = '', name = '' } = call.params;
  const { ttl, records } = call.body as Body;
  const before = find(call);
  const added = records.map(({ value }) => fromPresentation(type, value));
  if (before?.values.some((value) => added.includes(value))) fail(422, 'uniqueness_error');
  if (before !== undefined && ttl !== undefined && ttl !== before.ttl) fail(422, 'invalid_input');
  writeSet(call.zone, { type, name, ttl: before?.ttl ?? ttl ?? 3600, values: [...(before?.values ?? []), ...added] });
  return success();
}

/** All of the values must be there. */
function removeRecords(call: Call): object {
  const before = find(call) ?? fail(404, 'not_found');
  const gone = (call.body as Body).records.map(({ value }) => fromPresentation(before.type, value));
  if (!gone.every((value) => before.values.includes(value))) fail(404, 'not_found');
  writeSet(call.zone, { ...before, values: before.values.filter((value) => !gone.includes(value)) });
  return success();
}

describeProvider('hetzner', {
  refusals: [
    [409, { error: { code: 'conflict', message: 'busy' } }, 'RATE_LIMITED'],
    [409, { error: { code: 'uniqueness_error', message: 'is there' } }, 'RECORD_EXISTS'],
  ],
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.hetzner.cloud/v1',
    credentials: bearer('opaque-token'),
    missing: jsonAnswer({ error: { code: 'not_found', message: 'not found' } }, 404),
    /** A zone is known by its name and by its number. */
    zoneOf: ({ params: { place = '71' } }) => (/^\d+$/.test(place) ? { id: place } : { name: place }),
    routes: {
      'GET /actions/{id}': success,
      'GET /zones/{place}': ({ zone }) => ({ zone: { id: Number(zone.id), name: zone.name, status: 'ok' } }),
      'GET /zones/{place}/rrsets': list,
      [`GET ${set}`]: (call) => ({ rrset: shown(find(call) ?? fail(404, 'not_found')) }),
      [`POST ${set}/actions/add_records`]: addRecords,
      [`POST ${set}/actions/remove_records`]: removeRecords,
    },
  }),
});

import { fromPresentation, relativeName, toPresentation } from '../../../core/sdk/index.js';
import type { FakeApi } from '../../../core/testing/fake-api.js';
import {
  asObject,
  bearer,
  type Call,
  type FakeSet,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';

interface Rrset {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly rrdatas: readonly string[];
}

const zones = '/dns/v1/projects/project/managedZones';
const pageSize = 100;

/** Cloud DNS: changes that happen as a whole or not at all, and deletions that name a set to the letter. */
export function createFakeGoogle(): FakeApi {
  const api = routedFake({
    base: 'https://content.googleapis.com',
    credentials: bearer('t'),
    refused: failed(401, 'Request had invalid authentication credentials.'),
    missing: failed(404, 'The resource does not exist.'),
    routes: {
      [`GET ${zones}`]: ({ account }) => ({
        managedZones: account.zones.map(({ id, name }) => ({
          id,
          name: `zone-${id}`,
          dnsName: `${name}.`,
          visibility: 'public',
        })),
      }),
      [`GET ${zones}/{zone}/rrsets`]: list,
      [`POST ${zones}/{zone}/changes`]: change,
    },
  })();
  return {
    ...api,
    answer(request) {
      if (request.url.href !== 'https://www.googleapis.com/oauth2/v4/token') return api.answer(request);
      const { grant_type: type, assertion } = Object.fromEntries(new URLSearchParams(request.body));
      const isFine = type === 'urn:ietf:params:oauth:grant-type:jwt-bearer' && assertion?.split('.').length === 3;
      return isFine ? jsonAnswer({ access_token: 't', expires_in: 3600 }) : jsonAnswer({ error: 'invalid_grant' }, 400);
    },
  };
}

function failed(status: number, message: string) {
  return jsonAnswer({ error: { code: status, message } }, status);
}

function refuseWith(status: number, message: string): never {
  return refuse(status, { error: { code: status, message } });
}

function list({ query, zone }: Call) {
  if (query.type !== undefined && query.name === undefined) refuseWith(400, 'type needs a name');
  const found = setsOf(zone)
    .map((set) => toRrset(set, zone.name))
    .filter(({ name, type }) => name === (query.name ?? name) && type === (query.type ?? type));
  const start = Number(query.pageToken ?? 0);
  const more = start + pageSize < found.length ? { nextPageToken: String(start + pageSize) } : {};
  return { rrsets: found.slice(start, start + pageSize), ...more };
}

function change({ body, zone }: Call) {
  const { additions = [], deletions = [] } = asObject(body) as { additions?: Rrset[]; deletions?: Rrset[] };
  const there = new Map(setsOf(zone).map((set) => [`${set.name} ${set.type}`, toRrset(set, zone.name)]));
  const keyOf = ({ name, type }: Rrset) => `${relativeName(name, zone.name)} ${type}`;
  for (const gone of deletions) {
    const { name, type, ttl, rrdatas } = gone;
    if (JSON.stringify(there.get(keyOf(gone))) !== JSON.stringify({ name, type, ttl, rrdatas }))
      refuseWith(412, 'Precondition not met for a deletion');
    there.delete(keyOf(gone));
  }
  for (const added of additions) {
    if (there.has(keyOf(added))) refuseWith(409, 'The resource already exists');
    if (!added.name.endsWith(`${zone.name}.`) || added.rrdatas.length === 0) refuseWith(400, 'Invalid value');
    if (added.type === 'TXT' && added.rrdatas.some((data) => !data.startsWith('"'))) refuseWith(400, 'Invalid TXT');
  }
  for (const { name, type } of deletions) {
    writeSet(zone, { name: relativeName(name, zone.name), type, ttl: 0, values: [] });
  }
  for (const { name, type, ttl, rrdatas } of additions) {
    const values = rrdatas.map((data) => fromPresentation(type, data));
    writeSet(zone, { name: relativeName(name, zone.name), type, ttl, values });
  }
  return { id: '1', status: 'done' };
}

function toRrset({ name, type, ttl, values }: FakeSet, zone: string): Rrset {
  const full = name === '@' ? `${zone}.` : `${name}.${zone}.`;
  return { name: full, type, ttl, rrdatas: values.map((content) => toPresentation({ type, content })) };
}

import { isDeepStrictEqual } from 'node:util';
import {
  asObject,
  bearer,
  type Call,
  type FakeApi,
  jsonAnswer,
  refuse,
  routedFake,
  type SentRequest,
  setAt,
  setForm,
  setsOf,
  writeSet,
} from '../../../core/testing/index.js';

const form = setForm({ names: 'fqdn', fields: { values: 'rrdatas' } });

const zones = '/dns/v1/projects/project/managedZones';
const pageSize = 100;
const tokenUrls = ['https://www.googleapis.com/oauth2/v4/token', 'https://oauth2.googleapis.com/token'];

/** Both hosts serve the same, and a zone has a name beside its id. */
function atOldHost(request: SentRequest): SentRequest {
  const url = new URL(
    request.url.href.replace('://dns.', '://content.').replace('/managedZones/zone-', '/managedZones/'),
  );
  return { ...request, url };
}

/** Cloud DNS: changes that happen as a whole or not at all, and deletions that name a set to the letter. */
export function createFakeGoogle(): FakeApi {
  const api = routedFake({
    base: 'https://content.googleapis.com',
    credentials: bearer('t'),
    refused: failed(401, 'Request had invalid authentication credentials.'),
    missing: failed(404, 'The resource does not exist.'),
    routes: {
      [`GET ${zones}`]: ({ account, query }) => ({
        managedZones: account.zones
          .map(({ id, name }) => ({ id, name: `zone-${id}`, dnsName: `${name}.`, visibility: 'public' }))
          .filter(({ dnsName }) => dnsName === (query.dnsName ?? dnsName)),
      }),
      [`GET ${zones}/{zone}/rrsets`]: list,
      [`POST ${zones}/{zone}/changes`]: change,
    },
  })();
  return {
    ...api,
    answer(request) {
      if (!tokenUrls.includes(request.url.href)) return api.answer(atOldHost(request));
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
    .map((set) => form.toSet(set, zone))
    .filter(({ name, type }) => name === (query.name ?? name) && type === (query.type ?? type));
  const start = Number(query.pageToken ?? 0);
  const more = start + pageSize < found.length ? { nextPageToken: String(start + pageSize) } : {};
  return { rrsets: found.slice(start, start + pageSize), ...more };
}

/** Text of one word may come without quotes. */
function asShown(set: object): object {
  const { type, rrdatas = [] } = set as { type?: string; rrdatas?: string[] };
  return type === 'TXT' ? { ...set, rrdatas: rrdatas.map((data) => data.replace(/^[^"\s]+$/, '"$&"')) } : set;
}

function change({ body, zone }: Call) {
  const { additions = [], deletions = [] } = asObject(body) as { additions?: object[]; deletions?: object[] };
  const gone = deletions.map(asShown).map((shown) => ({ shown, set: form.fromSet(shown, { zone }) }));
  for (const { shown, set } of gone) {
    const there = setAt(zone, set);
    if (there === undefined || !isDeepStrictEqual({ ...shown }, form.toSet(there, zone)))
      refuseWith(412, 'Precondition not met for a deletion');
  }
  const added = additions.map(asShown).map((shown) => form.fromSet(shown, { zone }));
  for (const { type, name, values } of added) {
    const isLeaving = gone.some(({ set }) => set.type === type && set.name === name);
    if (setAt(zone, { type, name }) !== undefined && !isLeaving) refuseWith(409, 'The resource already exists');
    if (values.length === 0) refuseWith(400, 'Invalid value');
  }
  for (const { set } of gone) writeSet(zone, { ...set, values: [] });
  for (const set of added) writeSet(zone, set);
  return { id: '1', status: 'done' };
}

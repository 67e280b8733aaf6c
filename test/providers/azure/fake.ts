import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
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
import { fromProperties, Properties, toProperties } from '../../../providers/azure/properties.js';

const group = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network';
const pageSize = 100;

/** Azure DNS: sets with tags by which a write is refused where somebody else was quicker, and a login elsewhere. */
export function createFakeAzure(): FakeApi {
  const api = routedFake({
    base: 'https://management.azure.com',
    credentials: bearer('t'),
    refused: error(401, 'InvalidAuthenticationToken', 'The access token is invalid.'),
    missing: error(404, 'ResourceNotFound', 'The resource was not found.'),
    routes: {
      [`GET ${group}/dnsZones`]: (call) =>
        page(
          call,
          call.account.zones.map(({ name }) => zoneOf(name)),
        ),
      'GET /subscriptions/s/providers/Microsoft.Network/dnszones': (call) =>
        page(
          call,
          call.account.zones.map(({ name }) => zoneOf(name)),
        ),
      [`GET ${group}/dnszones/{domain}/{type}/{name}`]: (call) => {
        version(call);
        const set = setsOf(call.zone).find(({ name, type }) => name === call.params.name && type === call.params.type);
        return set === undefined ? error(404, 'NotFound', 'The resource record was not found.') : toSet(set);
      },
      [`GET ${group}/dnszones/{domain}/recordsets`]: (call) => page(call, setsOf(call.zone).map(toSet)),
      [`GET ${group}/dnszones/{domain}/{type}`]: (call) =>
        page(
          call,
          setsOf(call.zone)
            .filter(({ type }) => type === call.params.type)
            .map(toSet),
        ),
      [`PUT ${group}/dnszones/{domain}/{type}/{name}`]: put,
      [`DELETE ${group}/dnszones/{domain}/{type}/{name}`]: (call) => {
        version(call);
        const { name = '', type = '' } = checked(call);
        writeSet(call.zone, { name, type, ttl: 0, values: [] });
        return { status: 200, headers: {}, body: '' };
      },
    },
  })();
  return {
    ...api,
    answer(request) {
      if (request.url.origin !== 'https://login.microsoftonline.com') return api.answer(request);
      const { resource = '', ...sent } = Object.fromEntries(new URLSearchParams(request.body));
      const isMe = isDeepStrictEqual(sent, { grant_type: 'client_credentials', client_id: 'c', client_secret: 'p' });
      const isFor = ['https://management.azure.com', 'https://management.core.windows.net/'].includes(resource);
      const isFine = request.method === 'POST' && request.url.pathname === '/tenant/oauth2/token' && isMe && isFor;
      return isFine
        ? jsonAnswer({
            access_token: 't',
            expires_in: '3599',
            expires_on: String(Math.floor(Date.now() / 1000) + 3599),
          })
        : jsonAnswer({ error: 'invalid_client' }, 401);
    },
  };
}

function error(status: number, code: string, message: string) {
  return jsonAnswer({ error: { code, message } }, status);
}

function zoneOf(name: string) {
  return { id: `${group}/dnszones/${name}`, name, properties: { zoneType: 'Public' } };
}

function page(call: Call, all: readonly object[]) {
  version(call);
  const start = Number(call.query.$skiptoken ?? 0);
  const next = new URL(call.request.url);
  next.searchParams.set('$skiptoken', String(start + pageSize));
  const hasMore = start + pageSize < all.length;
  return { value: all.slice(start, start + pageSize), ...(hasMore && { nextLink: next.href }) };
}

/** What clients of 2017 ask by: they write without conditions. */
const old = '2017-09-01';

function version({ query }: Call): void {
  if (query['api-version'] !== '2018-05-01' && query['api-version'] !== old)
    refuse(400, { error: { code: 'NoRegisteredProviderFound', message: 'version' } });
}

function toSet(set: FakeSet) {
  const properties = { ...toProperties(set), TTL: set.ttl };
  return { name: set.name, type: `Microsoft.Network/dnszones/${set.type}`, etag: tagOf(set), properties };
}

function tagOf(set: FakeSet): string {
  return createHash('sha1').update(JSON.stringify(set)).digest('hex');
}

/** Name and type, where the set is as the headers want it. */
function checked({ params, query, request: { headers }, zone }: Call): Readonly<Record<string, string>> {
  if (query['api-version'] === old) return params;
  const before = setsOf(zone).find(({ name, type }) => name === params.name && type === params.type);
  const isOld =
    headers['if-none-match'] === '*' ? before === undefined : before && headers['if-match'] === tagOf(before);
  if (!isOld) refuse(412, { error: { code: 'PreconditionFailed', message: 'The Etag does not match.' } });
  return params;
}

function put(call: Call) {
  version(call);
  const { name = '', type = '' } = checked(call);
  const { properties: sent, ...rest } = asObject(call.body);
  if (Object.keys(rest).length > 0) refuse(400, { error: { code: 'BadRequest', message: 'properties alone' } });
  const properties = Properties.parse(sent);
  const { TTL: ttl = 0, TXTRecords: texts } = properties;
  if (texts?.some(({ value }) => value.some((text) => Buffer.byteLength(text) > 255))) {
    refuse(400, { error: { code: 'BadRequest', message: 'The value is too long.' } });
  }
  const set = { name, type, ttl, values: fromProperties(properties) };
  if (ttl < 1 || set.values.length === 0) refuse(400, { error: { code: 'BadRequest', message: 'empty' } });
  writeSet(call.zone, set);
  return toSet(set);
}

import { z } from 'zod';
import {
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  type Path,
  path,
  type RecordSet,
  readPages,
  recordSetProvider,
  sentPath,
  signedIn,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { fromProperties, Properties, toProperties } from './properties.js';

const AzureZone = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({ zoneType: z.string().optional() }).optional(),
});
type AzureZone = z.infer<typeof AzureZone>;
const AzureSet = z.object({
  name: z.string(),
  /** Microsoft.Network/dnszones/TXT */
  type: z.string(),
  etag: z.string().optional(),
  properties: Properties,
});
type AzureSet = z.infer<typeof AzureSet>;

/** A set, and what was read of it. */
interface StoredSet extends RecordSet {
  readonly read: AzureSet;
}

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);
const ServiceError = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const management = 'https://management.azure.com';
const query = { 'api-version': '2018-05-01' };

export default defineProvider<typeof manifest, AzureZone>(({ options, http }) => {
  const { subscriptionId, resourceGroup, tenantId } = options;
  function logIn(): Promise<string> {
    const credential = { client_id: options.clientId, client_secret: options.clientSecret };
    const body = { grant_type: 'client_credentials', ...credential, resource: management };
    const request = { bodyFormat: 'form', repeatable: true, explain: explainLogin } as const;
    return http.post(path`https://login.microsoftonline.com/${tenantId}/oauth2/token`, Token, body, request);
  }

  const api = http.extend({ baseUrl: management, explain, ...signedIn(logIn) });

  function readAll<T>(address: Path, element: z.ZodType<T>): Promise<T[]> {
    const Page = z
      .object({ value: z.array(element), nextLink: z.string().nullish() })
      .transform(({ value, nextLink }) => ({ items: value, next: nextLink }));
    return readPages((next?: string) => (next === undefined ? api.get(address, Page, { query }) : api.get(next, Page)));
  }

  /** The set must still be as it was read, or still be missing, or somebody else's change would be lost. */
  function unchanged(before: StoredSet | undefined) {
    if (before === undefined) return { 'if-none-match': '*' };
    const { etag } = before.read;
    return etag === undefined ? {} : { 'if-match': etag };
  }

  function pathOf(zone: AzureZone, { type, name }: RecordSet): Path {
    return path`${sentPath(zone.id)}/${type}/${name}`;
  }

  return recordSetProvider<AzureZone, StoredSet>({
    // A set cannot be renamed.
    removesFirst: true,

    async findZone(name) {
      const group = path`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
      const zones = await readAll(path`${group}/providers/Microsoft.Network/dnsZones`, AzureZone);
      return zoneNamed(zones, name, { isServed: ({ properties }) => properties?.zoneType !== 'Private' });
    },

    async listSets(zone, { type }) {
      const sets = await readAll(path`${sentPath(zone.id)}/${type ?? 'recordsets'}`, AzureSet);
      return sets.map(toSet);
    },

    async writeSet(zone, set, before) {
      const metadata = before?.read.properties.metadata;
      const body = { properties: { ...toProperties(set), TTL: set.ttl, metadata } };
      await api.send('PUT', pathOf(zone, set), { query, body, headers: unchanged(before), repeatable: false });
    },

    async deleteSet(zone, set) {
      await api.delete(pathOf(zone, set), { query, headers: unchanged(set), repeatable: false });
    },
  });
});

function toSet(read: AzureSet): StoredSet {
  const { type, name, properties } = read;
  const shortType = type.slice(type.lastIndexOf('/') + 1);
  return { type: shortType, name: name.toLowerCase(), ttl: properties.TTL, values: fromProperties(properties), read };
}

function explain({ ok, status, data }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  // Whoever tries again must read the set again.
  if (status === 412) return { code: 'API', message: 'the record set was changed meanwhile', retryable: true };
  const error = ServiceError.safeParse(data).data?.error;
  if (error === undefined) return {};
  const { code: serviceCode, message } = error;
  const isMissing = /^(ResourceGroup|Subscription|ParentResource)NotFound$/.test(serviceCode);
  return { message, serviceCode, ...(isMissing && { code: 'ZONE_NOT_FOUND' }) };
}

/** A wrong tenant, client or secret is answered by 400 as well as by 401. */
function explainLogin({ ok, status }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  return status === 400 || status === 401 ? { code: 'AUTHENTICATION' } : {};
}

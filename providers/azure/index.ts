import { z } from 'zod';
import {
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  type Path,
  path,
  type RecordSet,
  recordSetProvider,
  sentPath,
  signedIn,
  undefinedIf,
} from '../../core/sdk/index.js';
import { clouds, publicCloud } from './clouds.js';
import { logIn } from './credentials.js';
import { privateKind, publicKind } from './kind.js';
import type manifest from './manifest.json';
import { fromProperties, Properties, toPrivate, toProperties } from './properties.js';
import { type AzureZone, findAzureZone, lacksRight, readAll } from './zones.js';

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

const ServiceError = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export default defineProvider<typeof manifest, AzureZone>(({ options, http, now }) => {
  const cloud = clouds[options.environment] ?? publicCloud;
  const kind = options.privateZone ? privateKind : publicKind;
  const { query } = kind;
  const sources = { options, http, now, env: process.env, cloud };
  const given = options.token?.replace(/^Bearer /, '');
  const api = http.extend({ baseUrl: cloud.management, explain, ...signedIn(() => logIn(sources), { given }) });
  /** The right may be to single sets. */
  let mayList = true;

  /** The set must still be as it was read, or still be missing, or somebody else's change would be lost. */
  function unchanged(before: StoredSet | undefined) {
    if (before === undefined) return { 'if-none-match': '*' };
    const { etag } = before.read;
    return etag === undefined ? {} : { 'if-match': etag };
  }

  function pathOf(zone: AzureZone, { type, name }: Pick<RecordSet, 'type' | 'name'>): Path {
    return path`${sentPath(zone.id)}/${type}/${name}`;
  }

  async function readSet(zone: AzureZone, key: Pick<RecordSet, 'type' | 'name'>): Promise<StoredSet[]> {
    const found = await undefinedIf('RECORD_NOT_FOUND', api.get(pathOf(zone, key), AzureSet, { query }));
    return found === undefined ? [] : [toSet(found)];
  }

  return recordSetProvider<AzureZone, StoredSet>({
    // A set cannot be renamed.
    removesFirst: true,

    findZone: (name) => findAzureZone({ api, options, kind }, name),

    async listSets(zone, { type, name }) {
      const key = type === undefined || name === undefined ? undefined : { type, name };
      if (key !== undefined && !mayList) return readSet(zone, key);
      try {
        const sets = await readAll({ api, kind }, path`${sentPath(zone.id)}/${type ?? kind.allSets}`, AzureSet);
        return sets.map(toSet);
      } catch (error) {
        if (key === undefined || !lacksRight(error)) throw error;
        mayList = false;
        return readSet(zone, key);
      }
    },

    async writeSet(zone, set, before) {
      const metadata = before?.read.properties.metadata;
      const properties = { ...toProperties(set), TTL: set.ttl, metadata };
      const body = { properties: kind.isPrivate ? toPrivate(properties) : properties };
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

function explain({ data }: HttpResponse): ExplainedFailure | undefined {
  const error = ServiceError.safeParse(data).data?.error;
  if (error === undefined) return undefined;
  const { code: serviceCode, message } = error;
  const isMissing = /^(ResourceGroup|Subscription|ParentResource)NotFound$/.test(serviceCode);
  return { message, serviceCode, ...(isMissing && { code: 'ZONE_NOT_FOUND' }) };
}

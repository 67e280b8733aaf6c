import { z } from 'zod';
import {
  defineProvider,
  Failure,
  fqdn,
  fromPresentation,
  isSameName,
  needsQuotes,
  path,
  poll,
  quoteTxt,
  type RecordFilter,
  type RecordSet,
  readPages,
  recordId,
  recordSetProvider,
  relativeName,
  signedIn,
  undefinedIf,
  withoutDot,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { exchangeKey, keyIn, keyOf } from './token.js';

const Zone = z
  .object({ id: z.string(), zone: z.string(), publicVisibility: z.object({}).optional() })
  .transform(({ id, zone, publicVisibility }) => ({
    id,
    name: withoutDot(zone),
    isPublic: publicVisibility !== undefined,
  }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ dnsZones: z.array(Zone).default([]), nextPageToken: z.string().optional() });
const Folders = z.object({
  folders: z.array(z.object({ id: z.string() })).default([]),
  nextPageToken: z.string().optional(),
});
/** The TTL is a 64-bit number, and so text. */
const Item = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.union([z.string(), z.number()]),
  data: z.array(z.string()),
});
const Items = z.object({ recordSets: z.array(Item).default([]), nextPageToken: z.string().optional() });
const Operation = z.object({
  id: z.string().default(''),
  done: z.boolean().default(false),
  error: z.object({ message: z.string() }).optional(),
});

interface ItemSet extends RecordSet {
  readonly item: z.infer<typeof Item>;
}

export default defineProvider<typeof manifest, Zone>(({ options, http, now, signal }) => {
  const { token = '' } = options;
  const key = options.token === undefined ? options : keyIn(token);
  const session =
    key === undefined
      ? signedIn(async () => token, { given: token })
      : signedIn(async () => exchangeKey(http, 'id' in key ? key : await keyOf(key), now()));
  const api = http.extend({ baseUrl: 'https://dns.api.cloud.yandex.net/dns/v1', ...session });
  const resources = http.extend({
    baseUrl: 'https://resource-manager.api.cloud.yandex.net/resource-manager/v1',
    ...session,
  });
  const operations = http.extend({ baseUrl: 'https://operation.api.cloud.yandex.net', ...session });

  async function folders(): Promise<string[]> {
    const { folderId, cloudId } = options;
    if (folderId !== undefined) return [folderId];
    if (cloudId === undefined) {
      throw new Failure('CONFIG', 'it is not said where the zone is', { hint: 'Give --folder-id or --dns-zone-id' });
    }
    const found = await readPages(async (pageToken?: string) => {
      const answer = await resources.get('/folders', Folders, { query: { cloudId, pageToken } });
      return { items: answer.folders, next: answer.nextPageToken };
    });
    return found.map(({ id }) => id);
  }

  async function zonesIn(folderId: string, name: string): Promise<Zone[]> {
    return readPages(async (pageToken?: string) => {
      const query = { folderId, filter: `zone='${name}.'`, pageToken };
      const answer = await api.get('/zones', Zones, { query });
      return { items: answer.dnsZones, next: answer.nextPageToken };
    });
  }

  async function list(zone: Zone, { type, name }: RecordFilter): Promise<ItemSet[]> {
    const wanted = [
      ...(type === undefined ? [] : [`type='${type}'`]),
      ...(name === undefined ? [] : [`name='${fqdn(name, zone.name)}'`]),
    ];
    const items = await readPages(async (pageToken?: string) => {
      const query = { filter: wanted.join(' AND '), pageToken };
      const answer = await api.get(path`/zones/${zone.id}:listRecordSets`, Items, { query });
      return { items: answer.recordSets, next: answer.nextPageToken };
    });
    return items.map((item) => toSet(item, zone));
  }

  async function upsert(zone: Zone, changes: object): Promise<void> {
    const started = await api.post(path`/zones/${zone.id}:upsertRecordSets`, Operation, changes, { repeatable: true });
    const ended = started.done
      ? started
      : await poll({
          read: () => operations.get(path`/operations/${started.id}`, Operation),
          isDone: ({ done }) => done,
          pauseMs: 500,
          growth: 1.5,
          longestPauseMs: 5000,
          limitMs: 60_000,
          now,
          signal,
        });
    if (ended === undefined) throw new Failure('TIMEOUT', 'the change of the record set did not end in time');
    if (ended.error !== undefined) throw new Failure('API', ended.error.message);
  }

  const provider = recordSetProvider<Zone, ItemSet>({
    async findZone(name) {
      if (options.zoneId !== undefined) {
        const zone = await undefinedIf('RECORD_NOT_FOUND', api.get(path`/zones/${options.zoneId}`, Zone));
        if (zone !== undefined && isSameName(zone.name, name)) return { ...zone, name };
        if (options.folderId === undefined && options.cloudId === undefined) return undefined;
      }
      const zones: Zone[] = [];
      for (const folder of await folders()) zones.push(...(await zonesIn(folder, name)));
      return zoneNamed(zones, name, { isServed: ({ isPublic }) => isPublic, option: 'dns-zone-id' });
    },

    async listSets(zone, { type, name }) {
      if (type === undefined || name === undefined) return list(zone, {});
      const query = { name: fqdn(name, zone.name), type };
      const item = await undefinedIf(
        'RECORD_NOT_FOUND',
        api.get(path`/zones/${zone.id}:getRecordSet`, Item, { query }),
      );
      return item === undefined ? [] : [toSet(item, zone)];
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const data = values.map(
        (value) => before?.item.data.find((old) => fromPresentation(type, old) === value) ?? toData(type, value),
      );
      await upsert(zone, { replacements: [{ name: fqdn(name, zone.name), type, ttl, data }] });
    },

    deleteSet: (zone, { item }) => upsert(zone, { deletions: [item] }),
  });

  return {
    ...provider,
    async listRecords(zone, filter) {
      return (await list(zone, filter)).flatMap(({ type, name, ttl, values }) =>
        values.map((content) => ({ id: recordId({ type, name, content }), type, name, content, ttl })),
      );
    },
  };
});

function toSet(item: z.infer<typeof Item>, zone: Zone): ItemSet {
  const values = item.data.map((data) => fromPresentation(item.type, data));
  return { type: item.type, name: relativeName(item.name, zone.name), ttl: Number(item.ttl), values, item };
}

function toData(type: string, content: string): string {
  return type === 'TXT' && needsQuotes(content) ? quoteTxt(content) : content;
}

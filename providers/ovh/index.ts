import { z } from 'zod';
import {
  anything,
  checkKeptType,
  type DnsRecord,
  defineProvider,
  hostOrEmpty,
  isSameName,
  needsQuotes,
  path,
  publishing,
  type RecordDraft,
  type RecordFilter,
  recordItems,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import { createApi, lacksRight } from './api.js';
import type manifest from './manifest.json';

const ZoneNames = z.array(z.string());
const Status = z.object({ isDeployed: z.boolean() });
const RecordIds = z.array(z.number());
const Made = z.looseObject({ id: z.coerce.string().optional() }).catch({});
const Item = z.looseObject({});
const { toItem, fromItem } = recordItems({
  fields: { type: 'fieldType', name: 'subDomain', content: 'target' },
  apex: '',
  // Bare text is taken as one string, unless it holds what would be read as quoting.
  quotes: (text) => needsQuotes(text) || /;|^\s|\s$/.test(text),
});

/** Records are read one by one; so many at a time. */
const readsAtATime = 8;

export default defineProvider<typeof manifest>(({ options, http, log, now }) => {
  /** Records made by this process, by zone: for keys that may write and not read. */
  const made = new Map<string, DnsRecord[]>();
  const api = createApi({ options, http, now });

  async function readRecord(zone: Zone, id: number): Promise<DnsRecord> {
    return fromItem(await api.get(path`/domain/zone/${zone.name}/record/${id}`, Item), zone);
  }

  async function readRecords(zone: Zone, { type, name }: RecordFilter): Promise<DnsRecord[]> {
    const query = { fieldType: type, subDomain: name && hostOrEmpty(name) };
    const ids = await api.get(path`/domain/zone/${zone.name}/record`, RecordIds, { query });
    const records: DnsRecord[] = [];
    while (ids.length > 0)
      records.push(...(await Promise.all(ids.splice(0, readsAtATime).map((id) => readRecord(zone, id)))));
    return records;
  }

  async function postRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    const { id } = await api.post(path`/domain/zone/${zone.name}/record`, Made, toItem(draft, zone));
    if (id !== undefined) made.set(zone.name, [...(made.get(zone.name) ?? []), { ...draft, id }]);
  }

  async function removeRecord(zone: Zone, id: string): Promise<void> {
    await api.delete(path`/domain/zone/${zone.name}/record/${id}`);
    const own = made.get(zone.name);
    if (own !== undefined)
      made.set(
        zone.name,
        own.filter((record) => record.id !== id),
      );
  }

  /** Nothing that was written is served before this. */
  async function refresh(zone: Zone): Promise<void> {
    await api.post(path`/domain/zone/${zone.name}/refresh`, anything, undefined, { repeatable: true });
  }

  return {
    async findZone(name) {
      const names = await unlessUngranted(api.get('/domain/zone/', ZoneNames));
      if (names?.some((other) => isSameName(other, name)) === false) return undefined;
      const reading = undefinedIf('RECORD_NOT_FOUND', api.get(path`/domain/zone/${name}/status`, Status));
      // A key for one zone may see neither: then it is the writing that shows.
      const status = await unlessUngranted(reading, { isDeployed: true });
      if (status === undefined) return undefined;
      if (!status.isDeployed) log.warn({ zone: name }, 'the name servers of OVH do not serve this zone as it stands');
      return { name };
    },

    async listRecords(zone, filter) {
      try {
        return await readRecords(zone, filter);
      } catch (error) {
        const own = made.get(zone.name);
        if (own === undefined || !lacksRight(error)) throw error;
        return own;
      }
    },

    async createRecord(zone, draft) {
      await publishing(
        () => postRecord(zone, draft),
        () => refresh(zone),
      );
    },

    async updateRecord(zone, id, draft) {
      // A TTL that nobody asked for stays as it is, and the type always does.
      const body = { ...toItem(draft, zone), fieldType: undefined, ttl: draft.askedTtl };
      const address = path`/domain/zone/${zone.name}/record/${id}`;
      const before = await unlessUngranted(api.get(address, Item));
      if (before !== undefined) checkKeptType([fromItem(before, zone)], id, draft);
      await publishing(
        () => api.put(address, anything, body),
        () => refresh(zone),
      );
    },

    async deleteRecord(zone, id) {
      await publishing(
        () => removeRecord(zone, id),
        () => refresh(zone),
      );
    },

    async changeRecords(zone, { create, remove }) {
      async function write(): Promise<void> {
        for (const { id } of remove) await undefinedIf('RECORD_NOT_FOUND', removeRecord(zone, id));
        for (const draft of create) await postRecord(zone, draft);
      }
      await publishing(write, () => refresh(zone));
    },
  };
});

/** What was read, or what stands for it where the key is not granted that call. */
async function unlessUngranted<T>(reading: Promise<T>, otherwise?: T): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (lacksRight(error)) return otherwise;
    throw error;
  }
}

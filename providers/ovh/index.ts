import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  Failure,
  hostOrEmpty,
  isSameName,
  needsQuotes,
  path,
  type RecordDraft,
  recordItems,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import { createApi } from './api.js';
import type manifest from './manifest.json';

const ZoneNames = z.array(z.string());
const Status = z.object({ isDeployed: z.boolean() });
const RecordIds = z.array(z.number());
const Item = z.looseObject({});
const { toItem, fromItem } = recordItems({
  fields: { type: 'fieldType', name: 'subDomain', content: 'target' },
  apex: '',
  // Bare text is taken as one string, unless it holds what would be read as quoting.
  quotes: (text) => needsQuotes(text) || /;|^\s|\s$/.test(text),
});

/** Records are read one by one; so many at a time. */
const readsAtATime = 8;

export default defineProvider<typeof manifest>(({ options, http, now }) => {
  const api = createApi({ options, http, now });

  async function readRecord(zone: Zone, id: number): Promise<DnsRecord> {
    return fromItem(await api.get(path`/domain/zone/${zone.name}/record/${id}`, Item), zone);
  }

  async function postRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await api.post(path`/domain/zone/${zone.name}/record`, anything, toItem(draft, zone));
  }

  async function removeRecord(zone: Zone, id: string): Promise<void> {
    await api.delete(path`/domain/zone/${zone.name}/record/${id}`);
  }

  /** Nothing that was written is served before this. */
  async function refresh(zone: Zone): Promise<void> {
    await api.post(path`/domain/zone/${zone.name}/refresh`, anything, undefined, { repeatable: true });
  }

  return {
    async findZone(name) {
      const names = await api.get('/domain/zone/', ZoneNames);
      if (!names.some((other) => isSameName(other, name))) return undefined;
      const { isDeployed } = await api.get(path`/domain/zone/${name}/status`, Status);
      if (isDeployed) return { name };
      throw new Failure('ZONE_NOT_FOUND', `the zone ${name} exists at OVH, but its name servers do not serve it`, {
        hint: 'Correct the zone in the OVH control panel, so that it is deployed',
      });
    },

    async listRecords(zone, { type, name }) {
      const query = { fieldType: type, subDomain: name === undefined ? undefined : hostOrEmpty(name) };
      const ids = await api.get(path`/domain/zone/${zone.name}/record`, RecordIds, { query });
      const records: DnsRecord[] = [];
      for (let start = 0; start < ids.length; start += readsAtATime) {
        const slice = ids.slice(start, start + readsAtATime);
        records.push(...(await Promise.all(slice.map((id) => readRecord(zone, id)))));
      }
      return records;
    },

    async createRecord(zone, draft) {
      await postRecord(zone, draft);
      await refresh(zone);
    },

    async updateRecord(zone, id, draft) {
      // A TTL that nobody asked for stays as it is, and the type always does.
      const body = { ...toItem(draft, zone), fieldType: undefined, ttl: draft.askedTtl };
      await api.put(path`/domain/zone/${zone.name}/record/${id}`, anything, body);
      await refresh(zone);
    },

    async deleteRecord(zone, id) {
      await removeRecord(zone, id);
      await refresh(zone);
    },

    async changeRecords(zone, { create, remove }) {
      for (const { id } of remove) await undefinedIf('RECORD_NOT_FOUND', removeRecord(zone, id));
      for (const draft of create) await postRecord(zone, draft);
      await refresh(zone);
    },
  };
});

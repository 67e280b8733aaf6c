import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  Failure,
  fromPresentation,
  hostOrEmpty,
  isFailure,
  type RecordDraft,
  relativeName,
  type Zone,
} from '../../core/sdk/index.js';
import { createApi } from './api.js';
import type manifest from './manifest.json';
import { toTarget } from './target.js';

const ZoneNames = z.array(z.string());
const Status = z.object({ isDeployed: z.boolean() });
const RecordIds = z.array(z.number());
const Item = z.object({
  id: z.number(),
  fieldType: z.string(),
  subDomain: z.string(),
  target: z.string(),
  ttl: z.number(),
});

/** Records are read one by one; so many at a time. */
const readsAtATime = 8;

/** What the command line says where the user says nothing. */
const usualTtl = 3600;

export default defineProvider<typeof manifest>(({ options, http, now }) => {
  const api = createApi({ options, http, now });

  async function readRecord(zone: Zone, id: number): Promise<DnsRecord> {
    const item = await api.get(`/domain/zone/${zone.name}/record/${id}`, Item);
    return {
      id: String(item.id),
      type: item.fieldType,
      name: relativeName(item.subDomain, zone.name),
      content: fromPresentation(item.fieldType, item.target),
      ttl: item.ttl,
    };
  }

  async function postRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    const { type, name, ttl } = draft;
    const body = { fieldType: type, subDomain: hostOrEmpty(name), target: toTarget(draft), ttl };
    await api.post(`/domain/zone/${zone.name}/record`, anything, body);
  }

  async function removeRecord(zone: Zone, id: string): Promise<void> {
    await api.delete(`/domain/zone/${zone.name}/record/${id}`);
  }

  async function removeIfThere(zone: Zone, id: string): Promise<void> {
    try {
      await removeRecord(zone, id);
    } catch (error) {
      if (!isFailure(error, 'RECORD_NOT_FOUND')) throw error;
    }
  }

  /** Nothing that was written is served before this. */
  async function refresh(zone: Zone): Promise<void> {
    await api.post(`/domain/zone/${zone.name}/refresh`, anything, undefined, { repeatable: true });
  }

  return {
    async findZone(name) {
      if (!(await api.get('/domain/zone/', ZoneNames)).includes(name)) return undefined;
      const { isDeployed } = await api.get(`/domain/zone/${name}/status`, Status);
      if (isDeployed) return { name };
      throw new Failure('ZONE_NOT_FOUND', `the zone ${name} exists at OVH, but its name servers do not serve it`, {
        mend: 'Correct the zone in the OVH control panel, so that it is deployed',
      });
    },

    async listRecords(zone, { type, name }) {
      const query = { fieldType: type, subDomain: name === undefined ? undefined : hostOrEmpty(name) };
      const ids = await api.get(`/domain/zone/${zone.name}/record`, RecordIds, { query });
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
      const ttl = draft.ttl === usualTtl ? undefined : draft.ttl;
      const body = { subDomain: hostOrEmpty(draft.name), target: toTarget(draft), ttl };
      await api.put(`/domain/zone/${zone.name}/record/${id}`, anything, body);
      await refresh(zone);
    },

    async deleteRecord(zone, id) {
      await removeRecord(zone, id);
      await refresh(zone);
    },

    async changeRecords(zone, { create, remove }) {
      for (const { id } of remove) await removeIfThere(zone, id);
      for (const draft of create) await postRecord(zone, draft);
      await refresh(zone);
    },
  };
});

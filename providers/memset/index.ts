import { z } from 'zod';
import {
  anything,
  defineProvider,
  fromPresentation,
  hostOrEmpty,
  type RecordDraft,
  splitPriority,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ domain: z.string(), zone_id: z.string() })
  .transform(({ domain, zone_id }) => ({ name: domain, id: zone_id }));
const Item = z
  .object({
    id: z.string(),
    type: z.string(),
    record: z.string(),
    address: z.string(),
    ttl: z.number(),
    priority: z.number().nullish(),
  })
  .transform(({ id, type, record, address, ttl, priority }) => ({
    id,
    type,
    name: record || '@',
    content: type === 'TXT' ? address : fromPresentation(type, address),
    ttl,
    priority: /^(MX|SRV)$/.test(type) ? (priority ?? undefined) : undefined,
  }));
const Items = z.object({ records: z.array(Item) }).transform(({ records }) => records);

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http }) => {
  // The API looks only at the user name.
  const api = http.extend({
    baseUrl: 'https://api.memset.com/v1/json',
    basic: { username: options.token, password: 'x' },
  });

  async function createOnly(zone: { id: string }, draft: RecordDraft): Promise<void> {
    const query = { ...toItem(draft), zone_id: zone.id };
    await api.get('/dns.zone_record_create', anything, { query, repeatable: false });
  }

  async function deleteOnly(id: string): Promise<void> {
    await api.get('/dns.zone_record_delete', anything, { query: { id } });
  }

  /** Publishes what was written. */
  async function reload(): Promise<void> {
    await api.get('/dns.reload', anything);
  }

  return {
    async findZone(name) {
      return undefinedIf('RECORD_NOT_FOUND', api.get('/dns.zone_domain_info', Zone, { query: { domain: name } }));
    },

    async listRecords(zone) {
      return api.get('/dns.zone_info', Items, { query: { id: zone.id } });
    },

    async createRecord(zone, draft) {
      await createOnly(zone, draft);
      await reload();
    },

    async updateRecord(zone, id, draft) {
      await api.get('/dns.zone_record_update', anything, { query: { ...toItem(draft), id, zone_id: zone.id } });
      await reload();
    },

    async deleteRecord(_zone, id) {
      await deleteOnly(id);
      await reload();
    },

    async changeRecords(zone, { create, remove }) {
      for (const draft of create) await createOnly(zone, draft);
      for (const { id } of remove) await undefinedIf('RECORD_NOT_FOUND', deleteOnly(id));
      if (create.length + remove.length > 0) await reload();
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { type: draft.type, record: hostOrEmpty(draft.name), address: content, ttl: draft.ttl, priority };
}

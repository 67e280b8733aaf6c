import { z } from 'zod';
import {
  anything,
  defineProvider,
  fromPresentation,
  hostOrEmpty,
  type RecordDraft,
  relativeName,
  splitPriority,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createSoap } from './soap.js';

const Zones = z.object({ domains: z.array(z.object({ name: z.string() })).default([]) });
const Item = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.string(),
    content: z.string().default(''),
    prio: z.coerce.number().default(0),
    ttl: z.coerce.number().optional(),
  })
  .transform(({ content, prio, ...item }) => ({
    ...item,
    content: fromPresentation(item.type, content),
    priority: item.type === 'MX' || item.type === 'SRV' ? prio : undefined,
  }));
const Items = z.object({ records: z.array(Item).default([]) }).transform(({ records }) => records);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const call = createSoap(http, options);

  async function listRecords(zone: Zone) {
    const items = await call('Get_DNS_Zone', Items, { domain: zone.name }, true);
    return items.map((item) => ({ ...item, name: relativeName(item.name, zone.name) }));
  }

  async function addRecord(zone: Zone, { type, name, ttl }: RecordDraft, fields: object): Promise<void> {
    const record = { name: hostOrEmpty(name), type, ...fields, ttl };
    await call('Add_DNS_Record', anything, { domain: zone.name, record });
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    await call('Delete_DNS_Record', anything, { domain: zone.name, record: { id } });
  }

  return {
    async findZone(name) {
      return (await call('Domains_List', Zones, {}, true)).domains.find((zone) => zone.name === name);
    },

    listRecords,

    async createRecord(zone, draft) {
      await addRecord(zone, draft, toFields(draft));
    },

    async updateRecord(zone, id, draft) {
      const before = (await listRecords(zone)).find((record) => record.id === id);
      const { content, prio = before?.priority ?? 0 } = toFields(draft);
      if (before?.name === draft.name) {
        const record = { id, type: draft.type, content, prio, ttl: draft.ttl };
        await call('Modify_DNS_Record', anything, { domain: zone.name, record });
        return;
      }
      // A record cannot be renamed.
      await addRecord(zone, draft, { content, prio });
      if (before !== undefined) await deleteRecord(zone, id);
    },

    deleteRecord,
  };
});

function toFields(draft: RecordDraft): { content: string; prio?: number } {
  const { content, priority } = splitPriority(draft);
  return { content, ...(priority !== undefined && { prio: priority }) };
}

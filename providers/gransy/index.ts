import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type RecordDraft,
  recordItems,
  replaceRecord,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createSoap } from './soap.js';

const Zones = z.object({ domains: z.array(z.object({ name: z.string() })).default([]) });
const Item = z.looseObject({ content: z.string().default(''), prio: z.coerce.number().default(0) });
const Items = z.object({ records: z.array(Item).default([]) }).transform(({ records }) => records);
const { toItem, fromItem } = recordItems({ apex: '', priority: { MX: 'prio', SRV: 'prio' }, quotes: 'read' });

export default defineProvider<typeof manifest>(({ options, http }) => {
  const call = createSoap(http, options);

  async function listRecords(zone: Zone): Promise<DnsRecord[]> {
    const items = await call('Get_DNS_Zone', Items, { domain: zone.name }, true);
    return items.map((item) => fromItem(item, zone));
  }

  async function addRecord(zone: Zone, draft: RecordDraft, usualPrio?: number): Promise<void> {
    const { name, type, content, prio = usualPrio, ttl } = toItem(draft, zone);
    const record = { name, type, content, ...(prio !== undefined && { prio }), ttl };
    await call('Add_DNS_Record', anything, { domain: zone.name, record });
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    await call('Delete_DNS_Record', anything, { domain: zone.name, record: { id } });
  }

  return {
    findZone: async (name) => zoneNamed((await call('Domains_List', Zones, {}, true)).domains, name),

    listRecords,
    createRecord: (zone, draft) => addRecord(zone, draft),

    async updateRecord(zone, id, draft) {
      const before = (await listRecords(zone)).find((record) => record.id === id);
      const usualPrio = before?.priority ?? 0;
      if (before?.name === draft.name) {
        const { type, content, prio = usualPrio, ttl } = toItem(draft, zone);
        const record = { id, type, content, prio, ttl };
        await call('Modify_DNS_Record', anything, { domain: zone.name, record }, true);
        return;
      }
      // A record cannot be renamed.
      await replaceRecord({
        add: () => addRecord(zone, draft, usualPrio),
        remove: async () => before && deleteRecord(zone, id),
      });
    },

    deleteRecord,
  };
});

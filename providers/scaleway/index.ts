import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainWords,
  path,
  readByOffset,
  recordItems,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Page = z
  .object({ total_count: z.number().optional(), records: z.array(z.looseObject({})) })
  .transform(({ total_count, records }) => ({ items: records, total: total_count }));
const { toItem, fromItem } = recordItems({
  fields: { content: 'data' },
  apex: '',
  priority: { MX: 'priority' },
  quotes: 'read',
  dots: true,
});
/** A zone of somebody else and one that nobody has are refused alike. */
const explain = explainWords([[/domain not found|"resource":\s*"dns.?zone"/i, 'ZONE_NOT_FOUND']]);

const pageSize = 20;

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.scaleway.com/domain/v2beta1',
    headers: { 'X-Auth-Token': options.secretKey },
    explain,
  });

  /** All of them are made, or none. */
  async function change(zone: Zone, changes: readonly object[], repeatable = false): Promise<void> {
    await api.patch(path`/dns-zones/${zone.name}/records`, anything, { changes }, { repeatable });
  }

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, api.get(path`/dns-zones/${name}/records`, anything)),

    async listRecords(zone) {
      const items = await readByOffset((offset = 0) => {
        const query = { page: offset / pageSize + 1 };
        return api.get(path`/dns-zones/${zone.name}/records`, Page, { query });
      });
      return items.map((item) => fromItem(item, zone));
    },

    createRecord: (zone, draft) => change(zone, [{ add: { records: [toItem(draft, zone)] } }]),
    updateRecord: (zone, id, draft) => change(zone, [{ set: { id, records: [toItem(draft, zone)] } }], true),
    deleteRecord: (zone, id) => change(zone, [{ delete: { id } }]),

    async changeRecords(zone, { create, remove }) {
      const added = create.map((draft) => ({ add: { records: [toItem(draft, zone)] } }));
      await change(zone, [...remove.map(({ id }) => ({ delete: { id } })), ...added]);
    },
  };
});

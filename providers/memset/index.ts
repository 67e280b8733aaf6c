import { z } from 'zod';
import {
  anything,
  defineProvider,
  publishing,
  recordItems,
  throughChanges,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ domain: z.string(), zone_id: z.string() })
  .transform(({ domain, zone_id }) => ({ name: domain, id: zone_id }));
type Zone = z.infer<typeof Zone>;
const Items = z.object({ records: z.array(z.looseObject({})) }).transform(({ records }) => records);
const { toItem, fromItems } = recordItems({
  fields: { name: 'record', content: 'address' },
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
});

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  // The API looks only at the user name.
  const basic = { username: options.token, password: 'x' };
  const api = http.extend({ baseUrl: 'https://api.memset.com/v1/json', basic });

  /** Publishes what was written. */
  const reload = () => api.get('/dns.reload', anything);

  return {
    findZone: (name) =>
      undefinedIf('RECORD_NOT_FOUND', api.get('/dns.zone_domain_info', Zone, { query: { domain: name } })),

    listRecords: async (zone) => fromItems(await api.get('/dns.zone_info', Items, { query: { id: zone.id } }), zone),

    ...throughChanges<Zone>(
      async (zone, { create, remove }) => {
        async function write(): Promise<void> {
          for (const draft of create) {
            const query = { ...toItem(draft, zone), zone_id: zone.id };
            await api.get('/dns.zone_record_create', anything, { query, repeatable: false });
          }
          for (const { id } of remove)
            await undefinedIf('RECORD_NOT_FOUND', api.get('/dns.zone_record_delete', anything, { query: { id } }));
        }
        await publishing(write, reload);
      },
      { ownIds: true },
    ),

    async updateRecord(zone, id, draft) {
      const query = { ...toItem(draft, zone), id, zone_id: zone.id };
      await publishing(() => api.get('/dns.zone_record_update', anything, { query }), reload);
    },
  };
});

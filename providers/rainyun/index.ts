import { z } from 'zod';
import {
  anything,
  defineProvider,
  path,
  readNumberedPages,
  recordItems,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), domain: z.string() }).transform(({ id, domain }) => ({ id, name: domain }));
type Zone = z.infer<typeof Zone>;
const Item = z.looseObject({});
const { toItem, fromItems } = recordItems({
  fields: { id: 'record_id', name: 'host', content: 'value' },
  priority: { MX: 'level' },
  quotes: 'read',
});
const size = 100;

function pageOf<T>(item: z.ZodType<T>) {
  return z
    .object({ data: z.object({ TotalRecords: z.number(), Records: z.array(item).nullish() }) })
    .transform(({ data }) => ({ items: data.Records ?? [], pages: Math.ceil(data.TotalRecords / size) }));
}

/** https://www.apifox.cn/apidoc/shared-a4595cc8-44c5-4678-a2a3-eed7738dab03/api-151416609 */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.v2.rainyun.com/product', headers: { 'x-api-key': options.apiKey } });
  const recordsOf = (zone: Zone) => path`/domain/${zone.id}/dns`;

  return {
    async findZone(name) {
      const zones = await readNumberedPages((page = 1) => {
        const options = { columnFilters: { 'domains.Domain': '' }, sort: [], page, perPage: size };
        return api.get('/domain', pageOf(Zone), { query: { options: JSON.stringify(options) } });
      });
      return zoneNamed(zones, name);
    },

    async listRecords(zone) {
      const read = (page_no = 1) => api.get(recordsOf(zone), pageOf(Item), { query: { limit: size, page_no } });
      return fromItems(await readNumberedPages(read), zone);
    },

    ...withoutUpdates<Zone>({
      /** Every record has a level, which means something for MX alone. */
      createRecord: (zone, draft) =>
        api.post(recordsOf(zone), anything, { level: 10, line: 'DEFAULT', ...toItem(draft, zone) }),
      deleteRecord: (zone, id) => api.delete(recordsOf(zone), { query: { record_id: id } }),
    }),
  };
});

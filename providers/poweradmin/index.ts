import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  path,
  readNumberedPages,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
/** Versions differ in whether the list has a name. */
const Zones = z.object({
  data: z.union([z.array(Zone), z.object({ zones: z.array(Zone) }).transform(({ zones }) => zones)]),
  pagination: z.object({ last_page: z.number() }).nullish(),
});
const Item = z.looseObject({ disabled: z.union([z.boolean(), z.number()]).optional() });
const Items = z
  .object({ data: z.union([z.array(Item), z.object({ records: z.array(Item) }).transform(({ records }) => records)]) })
  .transform(({ data }) => data.filter(({ disabled }) => !disabled));
const { toItem, fromItems } = recordItems({
  names: 'full',
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});

/** https://docs.poweradmin.org/configuration/api/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: path`${baseAddress(options.baseUrl)}/api/v2`,
    headers: { 'x-api-key': options.apiKey },
  });

  return {
    async findZone(name) {
      const zones = await readNumberedPages(async (page: number = 1) => {
        const { data, pagination } = await api.get('/zones', Zones, { query: { page, per_page: 100 } });
        return { items: data, pages: pagination?.last_page };
      });
      return zoneNamed(zones, name);
    },

    listRecords: async (zone) => fromItems(await api.get(path`/zones/${zone.id}/records`, Items), zone),

    ...restRecords<Zone>({ api, path: (zone) => path`/zones/${zone.id}/records`, toItem }),
  };
});

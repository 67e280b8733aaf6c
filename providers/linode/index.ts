import { z } from 'zod';
import { defineProvider, path, readNumberedPages, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), domain: z.string() }).transform(({ id, domain }) => ({ id, name: domain }));
type Zone = z.infer<typeof Zone>;
const Item = z.looseObject({ ttl_sec: z.number() });
const { toItem, fromItem } = recordItems({
  fields: { content: 'target', ttl: 'ttl_sec' },
  apex: '',
  priority: { MX: 'priority' },
});

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.linode.com/v4', bearer: options.token });

  return {
    async findZone(name) {
      const filter = JSON.stringify({ domain: name });
      const zones = await readNumberedPages((page) =>
        api.get('/domains', pageOf(Zone), { query: { page }, headers: { 'x-filter': filter } }),
      );
      return zoneNamed(zones, name);
    },

    async listRecords(zone) {
      const items = await readNumberedPages((page) =>
        api.get(path`/domains/${zone.id}/records`, pageOf(Item), { query: { page } }),
      );
      // A TTL of 0 is the domain's default.
      return items.map((item) => ({ ...fromItem(item, zone), ttl: item.ttl_sec || undefined }));
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/domains/${zone.id}/records`,
      toItem: (draft, zone) => ({ ...toItem(draft, zone), ttl_sec: draft.askedTtl ?? 0 }),
      toChange: (draft, zone) => ({ ...toItem(draft, zone), ttl_sec: draft.askedTtl }),
    }),
  };
});

function pageOf<T>(element: z.ZodType<T>) {
  return z
    .object({ data: z.array(element), pages: z.number().optional() })
    .transform(({ data, pages }) => ({ items: data, pages }));
}

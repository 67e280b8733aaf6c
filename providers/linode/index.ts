import { z } from 'zod';
import {
  defineProvider,
  type HttpDefaults,
  readNumberedPages,
  recordItems,
  restRecords,
  unlessUsual,
} from '../../core/sdk/index.js';
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

  function readAll<T>(path: string, element: z.ZodType<T>, request: HttpDefaults = {}): Promise<T[]> {
    const Page = z
      .object({ data: z.array(element), pages: z.number() })
      .transform(({ data, pages }) => ({ items: data, pages }));
    return readNumberedPages((page) => api.get(path, Page, { ...request, query: { page } }));
  }

  return {
    async findZone(name) {
      const filter = JSON.stringify({ domain: name });
      const zones = await readAll('/domains', Zone, { headers: { 'x-filter': filter } });
      return zones.find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      const items = await readAll(`/domains/${zone.id}/records`, Item);
      // A TTL of 0 is the domain's default.
      return items.map((item) => ({ ...fromItem(item, zone), ttl: item.ttl_sec || undefined }));
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => `/domains/${zone.id}/records`,
      toItem: (draft, zone) => ({ ...toItem(draft, zone), ttl_sec: unlessUsual(draft.ttl) ?? 0 }),
      toChange: (draft, zone) => ({ ...toItem(draft, zone), ttl_sec: unlessUsual(draft.ttl) }),
    }),
  };
});

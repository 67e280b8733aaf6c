import { z } from 'zod';
import {
  defineProvider,
  path,
  type RecordDraft,
  readNumberedPages,
  recordItems,
  restRecords,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Found = z.object({ data: z.object({ name: z.string() }) });
const Page = z.object({
  data: z.array(z.looseObject({})),
  meta: z.object({ pagination: z.object({ total_pages: z.number() }).optional() }).default({}),
});
const { toItem, fromItem } = recordItems({
  names: 'full',
  quotes: 'always',
  priority: { MX: 'priority', SRV: 'priority' },
});

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const headers = { authorization: options.token };
  const api = http.extend({ baseUrl: 'https://api.ukfast.io/safedns/v1', headers });

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/zones/${name}`, Found)),

    async listRecords(zone) {
      const items = await readNumberedPages(async (page?: number) => {
        const { data, meta } = await api.get(path`/zones/${zone.name}/records`, Page, { query: { page } });
        return { items: data, pages: meta.pagination?.total_pages };
      });
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords({ api, path: ({ name }) => path`/zones/${name}/records`, toItem: toBody, changeBy: 'patch' }),
  };
});

/** A record without a TTL has that of the zone. */
function toBody(draft: RecordDraft, zone: Zone) {
  return { ...toItem(draft, zone), ttl: draft.askedTtl };
}

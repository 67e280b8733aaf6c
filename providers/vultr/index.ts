import { z } from 'zod';
import { defineProvider, path, readPages, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** https://www.vultr.com/api/#section/Introduction/Meta-and-pagination */
const Meta = z.object({ links: z.object({ next: z.string() }) }).optional();
const Zone = z.object({ domain: z.string() }).transform(({ domain }) => ({ name: domain }));
const ZonePage = z
  .object({ domains: z.array(Zone), meta: Meta })
  .transform(({ domains, meta }) => ({ items: domains, next: meta?.links.next }));
const ItemPage = z
  .object({ records: z.array(z.looseObject({})), meta: Meta })
  .transform(({ records, meta }) => ({ items: records, next: meta?.links.next }));
const { toItem, fromItem } = recordItems({
  fields: { content: 'data' },
  apex: '',
  // Other types have a priority of 0 or -1, which means nothing.
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'always',
});

/** The first page has 100 and is enough for most; what follows comes in the largest pages that there are. */
function pageAt(cursor: string | undefined) {
  return cursor === undefined ? {} : { cursor, per_page: 500 };
}

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.vultr.com/v2', bearer: options.token });

  return {
    findZone: async (name) =>
      zoneNamed(await readPages((cursor?: string) => api.get('/domains', ZonePage, { query: pageAt(cursor) })), name),

    async listRecords(zone) {
      const address = path`/domains/${zone.name}/records`;
      const items = await readPages((cursor?: string) => api.get(address, ItemPage, { query: pageAt(cursor) }));
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords({
      api,
      path: (zone) => path`/domains/${zone.name}/records`,
      changeBy: 'patch',
      toItem: (draft, zone) => ({ priority: 0, ...toItem(draft, zone) }),
      toChange: (draft, zone) => ({ ...toItem(draft, zone), type: undefined, ttl: draft.askedTtl }),
    }),
  };
});

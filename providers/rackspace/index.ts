import { z } from 'zod';
import {
  defineProvider,
  fullName,
  inOtherForm,
  type Path,
  path,
  readPages,
  recordItems,
  zoneNamed,
} from '../../core/sdk/index.js';
import { createAccess } from './access.js';
import { createJobs } from './jobs.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.coerce.string(), name: z.string() });
/** Where the next page is. */
const Next = z
  .array(z.object({ rel: z.string(), href: z.string() }))
  .default([])
  .transform((links) => links.find(({ rel }) => rel === 'next')?.href);
const ZonePage = z
  .object({ domains: z.array(Zone), links: Next })
  .transform(({ domains, links }) => ({ items: domains, next: links }));
const ItemPage = z
  .object({ records: z.array(z.looseObject({})), links: Next })
  .transform(({ records, links }) => ({ items: records, next: links }));
const { toItem, fromItem } = recordItems({
  fields: { content: 'data' },
  names: 'full',
  priority: { MX: 'priority', SRV: 'priority' },
});

export default defineProvider<typeof manifest, z.infer<typeof Zone>>((context) => {
  const { api, root } = createAccess(context);
  const runJob = createJobs({ ...context, api, root });

  async function recordsOf(zone: z.infer<typeof Zone>): Promise<Path> {
    return path`${await root()}/domains/${zone.id}/records`;
  }

  return {
    async findZone(name) {
      const first = path`${await root()}/domains`;
      const read = (next?: string) =>
        next === undefined ? api.get(first, ZonePage, { query: { name } }) : api.get(next, ZonePage);
      return zoneNamed(await readPages(read), name);
    },

    async listRecords(zone, { type, name }) {
      const query = new URLSearchParams({ per_page: '100' });
      if (type !== undefined) query.set('type', type);
      // The API takes a name only together with a type.
      if (type !== undefined && name !== undefined) query.set('name', fullName(name, zone.name));
      const first = await recordsOf(zone);
      const items = await readPages((next?: string) =>
        next === undefined ? api.get(first, ItemPage, { query }) : api.get(next, ItemPage),
      );
      return items.map((item) => fromItem(item, zone));
    },

    async createRecord(zone, draft) {
      await runJob('POST', await recordsOf(zone), { records: [toItem(draft, zone)] });
    },

    async updateRecord(zone, id, draft) {
      await runJob('PUT', path`${await recordsOf(zone)}/${id}`, toItem(draft, zone));
    },

    async deleteRecord(zone, id) {
      const records = await recordsOf(zone);
      const byQuery = () => runJob('DELETE', records, undefined, { id });
      await inOtherForm(runJob('DELETE', path`${records}/${id}`), byQuery);
    },
  };
});

import { z } from 'zod';
import { defineProvider, fullName, readPages, recordItems } from '../../core/sdk/index.js';
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
  const { api, pathOf } = createAccess(context);
  const runJob = createJobs({ ...context, api, pathOf });

  return {
    async findZone(name) {
      const first = `${await pathOf('/domains')}?name=${name}`;
      const zones = await readPages((next: string = first) => api.get(next, ZonePage));
      return zones.find((zone) => zone.name === name);
    },

    async listRecords(zone, { type, name }) {
      const query = new URLSearchParams({ per_page: '100' });
      if (type !== undefined) query.set('type', type);
      // The API takes a name only together with a type.
      if (type !== undefined && name !== undefined) query.set('name', fullName(name, zone.name));
      const first = `${await pathOf(`/domains/${zone.id}/records`)}?${query}`;
      const items = await readPages((next: string = first) => api.get(next, ItemPage));
      return items.map((item) => fromItem(item, zone));
    },

    async createRecord(zone, draft) {
      await runJob('POST', `/domains/${zone.id}/records`, { records: [toItem(draft, zone)] });
    },

    async updateRecord(zone, id, draft) {
      await runJob('PUT', `/domains/${zone.id}/records/${id}`, toItem(draft, zone));
    },

    async deleteRecord(zone, id) {
      await runJob('DELETE', `/domains/${zone.id}/records/${id}`);
    },
  };
});

import { z } from 'zod';
import {
  type DnsRecord,
  defineProvider,
  fullName,
  type HttpClient,
  type RecordDraft,
  relativeName,
  type Schema,
  splitPriority,
} from '../../core/sdk/index.js';
import { createAccess } from './access.js';
import { createJobs } from './jobs.js';
import type manifest from './manifest.json';

const RackspaceZone = z.object({ id: z.coerce.string(), name: z.string() });
const Links = z.array(z.object({ rel: z.string(), href: z.string() })).default([]);
const ZonePage = z.object({ domains: z.array(RackspaceZone), links: Links }).transform(({ domains, links }) => ({
  items: domains,
  links,
}));
const Item = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  data: z.string(),
  ttl: z.number().optional(),
  priority: z.number().optional(),
});
const ItemPage = z.object({ records: z.array(Item), links: Links }).transform(({ records, links }) => ({
  items: records,
  links,
}));

export default defineProvider<typeof manifest, z.infer<typeof RackspaceZone>>((context) => {
  const { api, pathOf } = createAccess(context);
  const runJob = createJobs({ ...context, api, pathOf });

  return {
    async findZone(name) {
      const zones = await readPages(api, `${await pathOf('/domains')}?name=${name}`, ZonePage);
      return zones.find((zone) => zone.name === name);
    },

    async listRecords(zone, { type, name }) {
      const query = new URLSearchParams({ per_page: '100' });
      if (type !== undefined) query.set('type', type);
      // The API takes a name only together with a type.
      if (type !== undefined && name !== undefined) query.set('name', fullName(name, zone.name));
      const path = `${await pathOf(`/domains/${zone.id}/records`)}?${query}`;
      return (await readPages(api, path, ItemPage)).map((item) => fromItem(item, zone.name));
    },

    async createRecord(zone, draft) {
      await runJob('POST', `/domains/${zone.id}/records`, { records: [toItem(draft, zone.name)] });
    },

    async updateRecord(zone, id, draft) {
      await runJob('PUT', `/domains/${zone.id}/records/${id}`, toItem(draft, zone.name));
    },

    async deleteRecord(zone, id) {
      await runJob('DELETE', `/domains/${zone.id}/records/${id}`);
    },
  };
});

function toItem(draft: RecordDraft, zone: string) {
  const { content, priority } = splitPriority(draft);
  return { type: draft.type, name: fullName(draft.name, zone), data: content, ttl: draft.ttl, priority };
}

function fromItem({ data, ...item }: z.infer<typeof Item>, zone: string): DnsRecord {
  return { ...item, name: relativeName(item.name, zone), content: data };
}

interface Page<T> {
  readonly items: readonly T[];
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

async function readPages<T>(api: HttpClient, path: string, schema: Schema<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: Page<T> = await api.get(next, schema);
    items.push(...page.items);
    next = page.links.find(({ rel }) => rel === 'next')?.href;
  }
  return items;
}

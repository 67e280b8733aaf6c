import { z } from 'zod';
import { anything, type DnsRecord, defineProvider, type RecordDraft, undefinedIf } from '../../core/sdk/index.js';
import { fromFields, toFields } from './content.js';
import type manifest from './manifest.json';

const Zone = z.object({ domain: z.object({ name: z.string() }) }).transform(({ domain }) => domain);
const number = z.number().nullish();
const Item = z
  .object({
    id: z.coerce.string(),
    type: z.string(),
    name: z.string(),
    data: z.string(),
    ttl: z.number(),
    priority: number,
    weight: number,
    port: number,
    flags: number,
    tag: z.string().nullish(),
  })
  .transform(({ id, type, name, ttl, ...fields }) => ({ id, type, name, ttl, ...fromFields(type, fields) }));
const ItemPage = z
  .object({
    domain_records: z.array(Item),
    links: z.object({ pages: z.object({ next: z.string().optional() }).optional() }).optional(),
  })
  .transform(({ domain_records: items, links }) => ({ items, next: links?.pages?.next }));

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.digitalocean.com/v2', bearer: options.token });

  return {
    async findZone(name) {
      return undefinedIf('RECORD_NOT_FOUND', api.get(`/domains/${name}`, Zone));
    },

    async listRecords(zone) {
      const records: DnsRecord[] = [];
      let next: string | undefined = `/domains/${zone.name}/records`;
      while (next !== undefined) {
        const page: z.infer<typeof ItemPage> = await api.get(next, ItemPage);
        records.push(...page.items);
        next = page.next;
      }
      return records;
    },

    async createRecord(zone, draft) {
      await api.post(`/domains/${zone.name}/records`, anything, toItem(draft));
    },

    async updateRecord(zone, id, draft) {
      await api.put(`/domains/${zone.name}/records/${id}`, anything, toItem(draft));
    },

    async deleteRecord(zone, id) {
      await api.delete(`/domains/${zone.name}/records/${id}`);
    },
  };
});

function toItem(draft: RecordDraft) {
  return { type: draft.type, name: draft.name, ttl: draft.ttl, ...toFields(draft) };
}

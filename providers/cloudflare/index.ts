import { z } from 'zod';
import {
  anything,
  defineProvider,
  fullName,
  type RecordDraft,
  type RecordFilter,
  relativeName,
  type Zone,
} from '../../core/sdk/index.js';
import { createBatch } from './batch.js';
import { fromContent, toFields } from './content.js';
import { explain } from './explain.js';
import type manifest from './manifest.json';

const CloudflareZone = z.object({ id: z.string(), name: z.string() });
const OneZone = z.object({ result: CloudflareZone }).transform(({ result }) => result);
const Pages = z.object({ total_pages: z.number() }).optional();
const ZonePage = z.object({ result: z.array(CloudflareZone), result_info: Pages });
const Item = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string(),
  ttl: z.number(),
  priority: z.number().optional(),
});
const ItemPage = z.object({ result: z.array(Item), result_info: Pages });

const pageSize = 100;

export default defineProvider<typeof manifest, z.infer<typeof CloudflareZone>>(({ options, http }) => {
  const { token, username, zoneId } = options;
  const credential =
    username === undefined ? { bearer: token } : { headers: { 'x-auth-email': username, 'x-auth-key': token } };
  const api = http.extend({ baseUrl: options.apiUrl, explain, ...credential });

  function toItem(zone: Zone, draft: RecordDraft) {
    return { type: draft.type, name: fullName(draft.name, zone.name), ttl: draft.ttl, ...toFields(draft) };
  }

  async function createRecord(zone: { id: string; name: string }, draft: RecordDraft): Promise<void> {
    // "data" is null wherever the content says it all.
    await api.post(`/zones/${zone.id}/dns_records`, anything, { data: null, ...toItem(zone, draft) });
  }

  async function deleteRecord(zone: { id: string }, id: string): Promise<void> {
    await api.delete(`/zones/${zone.id}/dns_records/${id}`);
  }

  return {
    async findZone(name) {
      if (zoneId !== undefined) {
        const zone = await api.get(`/zones/${zoneId}`, OneZone);
        return zone.name === name ? zone : undefined;
      }
      for (let page = 1; ; page += 1) {
        const { result, result_info } = await api.get('/zones', ZonePage, { query: { page, per_page: pageSize } });
        const zone = result.find((candidate) => candidate.name === name);
        if (zone !== undefined || page >= (result_info?.total_pages ?? 1)) return zone;
      }
    },

    async listRecords(zone, { type, name, content }: RecordFilter) {
      const query = {
        per_page: pageSize,
        type,
        name: name === undefined ? undefined : fullName(name, zone.name),
        content,
      };
      const items: z.infer<typeof Item>[] = [];
      for (let page = 1; ; page += 1) {
        const answer = await api.get(`/zones/${zone.id}/dns_records`, ItemPage, {
          query: { ...query, page: page === 1 ? undefined : page },
        });
        items.push(...answer.result);
        if (page >= (answer.result_info?.total_pages ?? 1)) break;
      }
      return items.map((item) => ({
        ...item,
        name: relativeName(item.name, zone.name),
        content: fromContent(item.type, item.content),
      }));
    },

    createRecord,

    async updateRecord(zone, id, draft) {
      await api.put(`/zones/${zone.id}/dns_records/${id}`, anything, toItem(zone, draft));
    },

    deleteRecord,
    changeRecords: createBatch({ api, toItem, createRecord, deleteRecord }),
  };
});

import { z } from 'zod';
import {
  anything,
  defineProvider,
  fromPresentation,
  type HttpDefaults,
  hostOrEmpty,
  type RecordDraft,
  splitPriority,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), domain: z.string() }).transform(({ id, domain }) => ({ id, name: domain }));
const Item = z
  .object({
    id: z.number(),
    type: z.string(),
    name: z.string(),
    target: z.string(),
    ttl_sec: z.number(),
    priority: z.number().nullish(),
  })
  .transform(({ id, type, name, target, ttl_sec, priority }) => ({
    id: String(id),
    type,
    name: name || '@',
    content: type === 'TXT' ? target : fromPresentation(type, target),
    // 0 is the domain's default.
    ttl: ttl_sec === 0 ? undefined : ttl_sec,
    priority: type === 'MX' ? (priority ?? undefined) : undefined,
  }));

/** What the command line says where nobody asked for a TTL; the domain's default stands then. */
const unaskedTtl = 3600;

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.linode.com/v4', bearer: options.token });

  async function readAll<T>(path: string, element: z.ZodType<T>, request: HttpDefaults = {}): Promise<T[]> {
    const Page = z.object({ data: z.array(element), pages: z.number() });
    const all: T[] = [];
    for (let page = 1; ; page += 1) {
      const { data, pages } = await api.get(path, Page, { ...request, query: { page: page === 1 ? undefined : page } });
      all.push(...data);
      if (page >= pages) return all;
    }
  }

  return {
    async findZone(name) {
      const filter = JSON.stringify({ domain: name });
      const zones = await readAll('/domains', Zone, { headers: { 'x-filter': filter } });
      return zones.find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      return readAll(`/domains/${zone.id}/records`, Item);
    },

    async createRecord(zone, draft) {
      const ttl = draft.ttl === unaskedTtl ? 0 : draft.ttl;
      await api.post(`/domains/${zone.id}/records`, anything, { ...toItem(draft), ttl_sec: ttl });
    },

    async updateRecord(zone, id, draft) {
      const ttl = draft.ttl === unaskedTtl ? undefined : draft.ttl;
      await api.put(`/domains/${zone.id}/records/${id}`, anything, { ...toItem(draft), ttl_sec: ttl });
    },

    async deleteRecord(zone, id) {
      await api.delete(`/domains/${zone.id}/records/${id}`);
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { type: draft.type, name: hostOrEmpty(draft.name), target: content, priority };
}

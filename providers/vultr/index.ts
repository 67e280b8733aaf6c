import { z } from 'zod';
import {
  anything,
  defineProvider,
  hostOrEmpty,
  quoteTxt,
  type RecordDraft,
  splitPriority,
  unquoteTxt,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { readPages } from './pages.js';

const Meta = z.object({ links: z.object({ next: z.string() }) }).optional();
const ZonePage = z
  .object({ domains: z.array(z.object({ domain: z.string() })), meta: Meta })
  .transform(({ domains, meta }) => ({ items: domains.map(({ domain }) => ({ name: domain })), meta }));
const Item = z
  .object({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    data: z.string(),
    ttl: z.number(),
    priority: z.number().optional(),
  })
  .transform(({ id, type, name, data, ttl, priority }) => ({
    id,
    type,
    name: name || '@',
    content: type === 'TXT' ? unquoteTxt(data) : data,
    ttl,
    priority: hasPriority(type) ? priority : undefined,
  }));
const ItemPage = z.object({ records: z.array(Item), meta: Meta }).transform(({ records, meta }) => ({
  items: records,
  meta,
}));

/** What the command line says where the user says nothing: an update then leaves the TTL as it is. */
const usualTtl = 3600;

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.vultr.com/v2', bearer: options.token });

  return {
    async findZone(name) {
      return (await readPages(api, '/domains', ZonePage)).find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      return readPages(api, `/domains/${zone.name}/records`, ItemPage);
    },

    async createRecord(zone, draft) {
      const { type, ttl } = draft;
      await api.post(`/domains/${zone.name}/records`, anything, { type, priority: 0, ...toItem(draft), ttl });
    },

    async updateRecord(zone, id, draft) {
      const ttl = draft.ttl === usualTtl ? undefined : draft.ttl;
      await api.patch(`/domains/${zone.name}/records/${id}`, anything, { ...toItem(draft), ttl });
    },

    async deleteRecord(zone, id) {
      await api.delete(`/domains/${zone.name}/records/${id}`);
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return {
    name: hostOrEmpty(draft.name),
    data: draft.type === 'TXT' ? quoteTxt(content) : content,
    ...(priority !== undefined && { priority }),
  };
}

/** Other types have a priority of 0 or -1, which means nothing. */
function hasPriority(type: string): boolean {
  return type === 'MX' || type === 'SRV';
}

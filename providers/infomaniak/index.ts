import { z } from 'zod';
import {
  anything,
  defineProvider,
  hostOrEmpty,
  type RecordDraft,
  splitPriority,
  unquoteTxt,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const InfomaniakZone = z
  .object({ id: z.number(), customer_name: z.string() })
  .transform(({ id, customer_name }) => ({ id, name: customer_name }));
const Zones = z.object({ data: z.array(InfomaniakZone) }).transform(({ data }) => data);
const Item = z
  .object({
    id: z.coerce.string(),
    type: z.string(),
    source: z.string(),
    target: z.string(),
    ttl: z.number(),
    priority: z.number().nullish(),
  })
  .transform(({ id, type, source, target, ttl, priority }) => ({
    id,
    type,
    // The apex is a dot.
    name: source === '.' || source === '' ? '@' : source,
    content: type === 'TXT' ? unquoteTxt(target) : target,
    ttl,
    // Records that have no use for it have one of 10.
    priority: type === 'MX' ? (priority ?? undefined) : undefined,
  }));
const Items = z.object({ data: z.array(Item) }).transform(({ data }) => data);

export default defineProvider<typeof manifest, z.infer<typeof InfomaniakZone>>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.infomaniak.com/1', bearer: options.token });

  return {
    async findZone(name) {
      const query = { service_name: 'domain', customer_name: name };
      return (await api.get('/product', Zones, { query })).find((zone) => zone.name === name);
    },

    listRecords: (zone) => api.get(`/domain/${zone.id}/dns/record`, Items),

    async createRecord(zone, draft) {
      await api.post(`/domain/${zone.id}/dns/record`, anything, { type: draft.type, ...toItem(draft) });
    },

    async updateRecord(zone, id, draft) {
      await api.put(`/domain/${zone.id}/dns/record/${id}`, anything, toItem(draft));
    },

    async deleteRecord(zone, id) {
      await api.delete(`/domain/${zone.id}/dns/record/${id}`);
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { source: hostOrEmpty(draft.name) || '.', target: content, ttl: draft.ttl, priority };
}

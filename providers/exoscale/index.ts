import { z } from 'zod';
import {
  anything,
  defineProvider,
  fromPresentation,
  hostOrEmpty,
  isFailure,
  type RecordDraft,
  splitPriority,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domain = z.object({ domain: z.object({ name: z.string() }) });
const Item = z
  .object({
    record: z.object({
      id: z.coerce.string(),
      record_type: z.string(),
      name: z.string(),
      content: z.string(),
      ttl: z.number(),
      prio: z.number().nullish(),
    }),
  })
  .transform(({ record: { id, record_type: type, name, content, ttl, prio } }) => ({
    id,
    type,
    name: name || '@',
    content: fromPresentation(type, content),
    ttl,
    priority: prio ?? undefined,
  }));

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.exoscale.com/dns/v1',
    headers: { 'X-DNS-Token': `${options.key}:${options.secret}` },
  });

  return {
    async findZone(name) {
      try {
        await api.get(`/domains/${name}`, Domain);
        return { name };
      } catch (error) {
        if (isFailure(error, 'RECORD_NOT_FOUND')) return undefined;
        throw error;
      }
    },

    async listRecords(zone, { type, name }) {
      const query = { record_type: type, name: name === undefined ? undefined : hostOrEmpty(name) };
      return api.get(`/domains/${zone.name}/records`, z.array(Item), { query });
    },

    async createRecord(zone, draft) {
      const record = { record_type: draft.type, ...toItem(draft) };
      await api.post(`/domains/${zone.name}/records`, anything, { record });
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
  const { content, priority } = splitPriority(draft);
  return { name: hostOrEmpty(draft.name), content, ttl: draft.ttl, prio: priority };
}

import { z } from 'zod';
import {
  anything,
  defineProvider,
  fqdn,
  fromPresentation,
  type RecordDraft,
  relativeName,
  type Zone as SdkZone,
  toPresentation,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
const Item = z.object({ id: z.number(), type: z.string(), name: z.string(), content: z.string(), ttl: z.number() });

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.luadns.com/v1',
    basic: { username: options.username, password: options.token },
  });

  return {
    async findZone(name) {
      const zones = await api.get('/zones', z.array(Zone));
      return zones.find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      const items = await api.get(`/zones/${zone.id}/records`, z.array(Item));
      return items.map(({ id, type, name, content, ttl }) => ({
        id: String(id),
        type,
        name: relativeName(name, zone.name),
        content: type === 'TXT' ? content : fromPresentation(type, content),
        ttl,
      }));
    },

    async createRecord(zone, draft) {
      await api.post(`/zones/${zone.id}/records`, anything, toItem(zone, draft));
    },

    async updateRecord(zone, id, draft) {
      await api.put(`/zones/${zone.id}/records/${id}`, anything, toItem(zone, draft));
    },

    async deleteRecord(zone, id) {
      await api.delete(`/zones/${zone.id}/records/${id}`);
    },
  };
});

/** Names with their final dot, TXT bare. */
function toItem(zone: SdkZone, draft: RecordDraft) {
  const content = draft.type === 'TXT' ? draft.content : toPresentation(draft);
  return { type: draft.type, name: fqdn(draft.name, zone.name), content, ttl: draft.ttl };
}

import { z } from 'zod';
import {
  anything,
  defineProvider,
  fqdn,
  fromPresentation,
  type RecordDraft,
  relativeName,
  type Zone as SdkZone,
  splitPriority,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
const OneZone = z.object({ zone: Zone }).transform(({ zone }) => zone);

const Item = z.object({
  id: z.number(),
  record_type: z.string(),
  name: z.string(),
  data: z.string(),
  ttl: z.number().nullish(),
  /** The priority. */
  aux: z.coerce.number().nullish(),
});
const Items = z
  .array(z.object({ zone_record: Item }))
  .transform((elements) => elements.map(({ zone_record }) => zone_record));

/** What the command line says where nobody asked for a TTL; the zone's default stands then. */
const unaskedTtl = 3600;

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://pointhq.com',
    basic: { username: options.username, password: options.token },
  });

  return {
    async findZone(name) {
      return undefinedIf('RECORD_NOT_FOUND', api.get(`/zones/${name}`, OneZone));
    },

    async listRecords(zone, { type, name }) {
      const query = { record_type: type, name: name === '@' ? undefined : name };
      const items = await api.get(`/zones/${zone.id}/records`, Items, { query });
      return items.map((item) => ({
        id: String(item.id),
        type: item.record_type,
        name: relativeName(item.name, zone.name),
        content: fromPresentation(item.record_type, item.data),
        ttl: item.ttl ?? undefined,
        priority: /^(MX|SRV)$/.test(item.record_type) ? (item.aux ?? undefined) : undefined,
      }));
    },

    async createRecord(zone, draft) {
      await api.post(`/zones/${zone.id}/records`, anything, { zone_record: toItem(zone, draft) });
    },

    async updateRecord(zone, id, draft) {
      await api.put(`/zones/${zone.id}/records/${id}`, anything, { zone_record: toItem(zone, draft) });
    },

    async deleteRecord(zone, id) {
      await api.delete(`/zones/${zone.id}/records/${id}`);
    },
  };
});

/** TXT goes out bare and comes back quoted. */
function toItem(zone: SdkZone, draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return {
    record_type: draft.type,
    name: draft.name === '@' ? fqdn('@', zone.name) : draft.name,
    data: content,
    aux: priority,
    ttl: draft.ttl === unaskedTtl ? undefined : draft.ttl,
  };
}

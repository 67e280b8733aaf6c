import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  fromPresentation,
  type HttpResponse,
  type RecordDraft,
  splitPriority,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
const Zones = z.array(z.object({ dns_zone: Zone })).transform((elements) => elements.map(({ dns_zone }) => dns_zone));

const Item = z.object({
  id: z.number(),
  type: z.string(),
  name: z.string(),
  ttl: z.coerce.number(),
  ip: z.string().nullish(),
  hostname: z.string().nullish(),
  txt: z.string().nullish(),
  priority: z.coerce.number().nullish(),
});
/** By type. */
const Items = z
  .object({ dns_zone: z.object({ records: z.record(z.string(), z.array(z.object({ dns_record: Item }))) }) })
  .transform(({ dns_zone }) =>
    Object.values(dns_zone.records)
      .flat()
      .map(({ dns_record }) => dns_record),
  );

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http }) => {
  const api = http.extend({
    baseUrl: options.server.replace(/\/+$/, ''),
    basic: { username: options.username, password: options.token },
    explain,
  });

  return {
    async findZone(name) {
      const zones = await api.get('/dns_zones.json', Zones);
      return zones.find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      const items = await api.get(`/dns_zones/${zone.id}/records.json`, Items);
      return items.map(({ id, type, name, ttl, ip, hostname, txt, priority }) => ({
        id: String(id),
        type,
        name: name || '@',
        content: txt ?? ip ?? fromPresentation(type, hostname ?? ''),
        ttl,
        priority: priority ?? undefined,
      }));
    },

    async createRecord(zone, draft) {
      const record = { ...toItem(draft), type: draft.type };
      await api.post(`/dns_zones/${zone.id}/records.json`, anything, { dns_record: record });
    },

    async updateRecord(zone, id, draft) {
      await api.put(`/dns_zones/${zone.id}/records/${id}.json`, anything, { dns_record: toItem(draft) });
    },

    async deleteRecord(zone, id) {
      await api.delete(`/dns_zones/${zone.id}/records/${id}.json`);
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  const field = draft.type === 'TXT' ? 'txt' : /^A(AAA)?$/.test(draft.type) ? 'ip' : 'hostname';
  return { name: draft.name, ttl: String(draft.ttl), [field]: content, priority };
}

function explain({ status, text }: HttpResponse): ExplainedFailure | undefined {
  const exists = status === 422 && /already (exists|been taken)|duplicate/i.test(text);
  return exists ? { code: 'RECORD_EXISTS' } : undefined;
}

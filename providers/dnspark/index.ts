import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  hostOrEmpty,
  type RecordDraft,
  relativeName,
  splitPriority,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

interface Zone {
  readonly id: string;
  readonly name: string;
}

const ZoneInfo = z
  .object({ additional: z.object({ domain_id: z.coerce.string() }) })
  .transform(({ additional }) => additional.domain_id);
const Item = z
  .object({
    record_id: z.coerce.string(),
    rtype: z.string(),
    rname: z.string(),
    rdata: z.string(),
    ttl: z.coerce.number(),
    prio: z.coerce.number().nullish(),
  })
  .transform(({ record_id: id, rtype: type, rname: name, rdata: content, ttl, prio }) => ({
    id,
    type,
    name,
    content,
    ttl,
    priority: /^(MX|SRV)$/.test(type) ? (prio ?? undefined) : undefined,
  }));
const Items = z.object({ records: z.array(Item) }).transform(({ records }) => records);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { username, token } = options;
  const api = http.extend({
    baseUrl: 'https://api.dnspark.com/v2',
    basic: { username, password: token },
    explain,
  });

  return {
    async findZone(name) {
      const id = await undefinedIf('RECORD_NOT_FOUND', api.get(`/dns/${name}`, ZoneInfo));
      return id === undefined ? undefined : { id, name };
    },

    async listRecords(zone) {
      const records = await api.get(`/dns/${zone.id}`, Items);
      return records.map((record) => ({ ...record, name: relativeName(record.name, zone.name) }));
    },

    async createRecord(zone, draft) {
      await api.post(`/dns/${zone.id}`, anything, toItem(draft));
    },

    async updateRecord(_zone, id, draft) {
      await api.put(`/dns/${id}`, anything, { ...toItem(draft), ttl: draft.ttl });
    },

    async deleteRecord(_zone, id) {
      await api.delete(`/dns/${id}`);
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { rname: hostOrEmpty(draft.name), rtype: draft.type, rdata: content, prio: priority };
}

function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  return !ok && /already exists|duplicate/i.test(text) ? { code: 'RECORD_EXISTS' } : undefined;
}

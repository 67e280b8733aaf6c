import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  hostOrEmpty,
  type OutgoingRequest,
  type RecordDraft,
  undefinedIf,
} from '../../core/sdk/index.js';
import { fromFields, toFields } from './content.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
const number = z.number().optional();
const Item = z
  .object({
    id: z.coerce.string(),
    type: z.string(),
    name: z.string(),
    ttl: z.number(),
    value: z.string(),
    mxLevel: number,
    priority: number,
    weight: number,
    port: number,
  })
  .transform(({ id, type, name, ttl, ...fields }) => ({
    id,
    type,
    name: name || '@',
    ttl,
    ...fromFields(type, fields),
  }));
const ItemPage = z.object({ data: z.array(Item), totalPages: z.number().default(1) });

/** Requests are counted over five minutes; after this long some of them have dropped out. */
const pauseMs = 30_000;

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http, now }) => {
  const api = http.extend({ baseUrl: options.apiEndpoint, sign, explain });

  /** HMAC-SHA1 over the date. */
  function sign({ headers }: OutgoingRequest): void {
    const date = new Date(now()).toUTCString();
    headers['x-dnsme-apikey'] = options.username;
    headers['x-dnsme-requestdate'] = date;
    headers['x-dnsme-hmac'] = createHmac('sha1', options.token).update(date).digest('hex');
  }

  return {
    async findZone(name) {
      const query = { domainname: name };
      const zone = await undefinedIf('RECORD_NOT_FOUND', api.get('/dns/managed/name', Zone, { query }));
      return zone && { ...zone, name };
    },

    async listRecords(zone, { type, name }) {
      const records: DnsRecord[] = [];
      for (let page = 0; ; page += 1) {
        // An empty name would not filter.
        const query = { type, recordName: name === '@' ? undefined : name, page: page === 0 ? undefined : page };
        const { data, totalPages } = await api.get(`/dns/managed/${zone.id}/records`, ItemPage, { query });
        records.push(...data);
        if (page + 1 >= totalPages) return records;
      }
    },

    async createRecord(zone, draft) {
      await api.post(`/dns/managed/${zone.id}/records/`, anything, toItem(draft));
    },

    async updateRecord(zone, id, draft) {
      await api.put(`/dns/managed/${zone.id}/records/${id}`, anything, { id: Number(id), ...toItem(draft) });
    },

    async deleteRecord(zone, id) {
      await api.delete(`/dns/managed/${zone.id}/records/${id}`);
    },
  };
});

function toItem(draft: RecordDraft) {
  return { type: draft.type, name: hostOrEmpty(draft.name), ttl: draft.ttl, ...toFields(draft) };
}

function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  if (/rate limit exceeded/i.test(text)) return { code: 'RATE_LIMITED', retryAfterMs: pauseMs };
  return /already exists|duplicate/i.test(text) ? { code: 'RECORD_EXISTS' } : undefined;
}

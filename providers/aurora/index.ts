import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  hostOrEmpty,
  type OutgoingRequest,
  type RecordDraft,
  splitPriority,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
const Item = z
  .object({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    content: z.string(),
    ttl: z.number(),
    prio: z.number().nullish(),
  })
  // Every record has a priority; it means something with these two.
  .transform(({ prio, ...item }) => ({
    ...item,
    name: item.name || '@',
    priority: /^(MX|SRV)$/.test(item.type) ? (prio ?? undefined) : undefined,
  }));

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http, now }) => {
  const api = http.extend({ baseUrl: 'https://api.auroradns.eu', sign, explain });

  /** HMAC-SHA256 over method, path and time, beside the key: the scheme `AuroraDNSv1`. */
  function sign(request: OutgoingRequest): void {
    const date = new Date(now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const signature = createHmac('sha256', options.secretKey)
      .update(`${request.method}${request.url.pathname}${date}`)
      .digest('base64');
    const credential = Buffer.from(`${options.apiKey}:${signature}`).toString('base64');
    request.headers.authorization = `AuroraDNSv1 ${credential}`;
    request.headers['x-auroradns-date'] = date;
  }

  return {
    async findZone(name) {
      const zones = await api.get('/zones', z.array(Zone));
      return zones.find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      return api.get(`/zones/${zone.id}/records`, z.array(Item));
    },

    async createRecord(zone, draft) {
      await api.post(`/zones/${zone.id}/records`, anything, toItem(draft));
    },

    async updateRecord(zone, id, draft) {
      await api.put(`/zones/${zone.id}/records/${id}`, anything, toItem(draft));
    },

    async deleteRecord(zone, id) {
      await api.delete(`/zones/${zone.id}/records/${id}`);
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { type: draft.type, name: hostOrEmpty(draft.name), content, ttl: draft.ttl, prio: priority };
}

function explain({ status }: HttpResponse): ExplainedFailure | undefined {
  return status === 409 ? { code: 'RECORD_EXISTS' } : undefined;
}

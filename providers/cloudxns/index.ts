import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  fromPresentation,
  type HttpResponse,
  type OutgoingRequest,
  type RecordDraft,
  splitPriority,
  withoutDot,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), domain: z.string() }).transform(({ id, domain }) => ({
  id,
  name: withoutDot(domain),
}));
const Zones = z.object({ data: z.array(Zone) }).transform(({ data }) => data);
const Item = z
  .object({
    record_id: z.coerce.string(),
    type: z.string(),
    host: z.string(),
    value: z.string(),
    ttl: z.coerce.number(),
    mx: z.coerce.number().nullish(),
  })
  .transform(({ record_id: id, type, host, value, ttl, mx }) => ({
    id,
    type,
    name: host || '@',
    content: fromPresentation(type, value),
    ttl,
    priority: type === 'MX' ? (mx ?? undefined) : undefined,
  }));
const ItemPage = z.object({ total: z.coerce.number(), data: z.array(Item) });
const Status = z.object({ code: z.number(), message: z.string() });

const pageSize = 2000;
/** The line that every resolver is served from. */
const defaultLine = 1;

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http, now }) => {
  const { username, token, apiEndpoint } = options;
  const login = { login_token: `${username},${token}`, format: 'json' };
  const api = http.extend({
    baseUrl: apiEndpoint,
    headers: { 'API-KEY': username, 'API-FORMAT': 'json' },
    sign,
    explain,
  });

  /** MD5 over key, address, body, date and secret. Reads have a body too: the login. */
  function sign(request: OutgoingRequest): void {
    request.body ??= JSON.stringify(login);
    const date = new Date(now()).toUTCString();
    request.headers['api-request-date'] = date;
    request.headers['api-hmac'] = createHash('md5')
      .update(`${username}${request.url.href}${request.body}${date}${token}`)
      .digest('hex');
  }

  function toItem(zone: { id: string }, draft: RecordDraft) {
    const { content, priority } = splitPriority(draft);
    const { type, name, ttl } = draft;
    return { domain_id: zone.id, host: name, value: content, type, ttl, mx: priority, ...login };
  }

  return {
    async findZone(name) {
      const zones = await api.get('/domain', Zones);
      return zones.find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      const records: z.infer<typeof Item>[] = [];
      for (;;) {
        const query = { host_id: 0, offset: records.length, row_num: pageSize };
        const { total, data } = await api.get(`/record/${zone.id}`, ItemPage, { query });
        records.push(...data);
        if (data.length === 0 || records.length >= total) return records;
      }
    },

    async createRecord(zone, draft) {
      await api.post('/record', anything, { ...toItem(zone, draft), line_id: defaultLine });
    },

    async updateRecord(zone, id, draft) {
      await api.put(`/record/${id}`, anything, toItem(zone, draft));
    },

    async deleteRecord(zone, id) {
      await api.delete(`/record/${id}/${zone.id}`);
    },
  };
});

function explain({ data }: HttpResponse): ExplainedFailure | undefined {
  const status = Status.safeParse(data).data;
  if (status === undefined || status.code === 1) return undefined;
  const { code, message } = status;
  return { message, serviceCode: String(code), ...(code === 34 && { code: 'RECORD_EXISTS' }) };
}

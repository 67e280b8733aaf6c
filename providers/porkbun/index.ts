import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  hostOrEmpty,
  type RecordDraft,
  relativeName,
  splitPriority,
  undefinedIf,
  unquoteTxt,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({
  id: z.coerce.string(),
  type: z.string(),
  name: z.string(),
  content: z.string(),
  ttl: z.coerce.number(),
  prio: z.coerce.number().nullish(),
});
const Items = z.object({ records: z.array(Item) }).transform(({ records }) => records);
const Refusal = z.object({ status: z.literal('ERROR'), message: z.string().default('no reason given') });

export default defineProvider<typeof manifest>(({ options, http }) => {
  const credential = { apikey: options.key, secretapikey: options.secret };
  const api = http.extend({ baseUrl: 'https://api.porkbun.com/api/json/v3/dns', explain });

  function retrieve(zone: string) {
    return api.post(`/retrieve/${zone}`, Items, credential, { repeatable: true });
  }

  return {
    async findZone(name) {
      return undefinedIf(
        'ZONE_NOT_FOUND',
        retrieve(name).then(() => ({ name })),
      );
    },

    async listRecords(zone) {
      return (await retrieve(zone.name)).map((item) => fromItem(item, zone.name));
    },

    async createRecord(zone, draft) {
      await api.post(`/create/${zone.name}`, anything, { ...credential, ...toItem(draft) });
    },

    async updateRecord(zone, id, draft) {
      const body = { ...credential, ...toItem(draft) };
      await api.post(`/edit/${zone.name}/${id}`, anything, body, { repeatable: true });
    },

    async deleteRecord(zone, id) {
      await api.post(`/delete/${zone.name}/${id}`, anything, credential, { repeatable: true });
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { name: hostOrEmpty(draft.name), type: draft.type, content, ttl: draft.ttl, prio: priority };
}

function fromItem({ prio, ...item }: z.infer<typeof Item>, zone: string): DnsRecord {
  return {
    ...item,
    name: relativeName(item.name, zone),
    content: item.type === 'TXT' ? unquoteTxt(item.content) : item.content,
    priority: item.type === 'MX' || item.type === 'SRV' ? (prio ?? undefined) : undefined,
  };
}

/** Nearly every error is a 400; the words say what it was. */
function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  const message = Refusal.safeParse(data).data?.message;
  if (message === undefined) return ok ? undefined : {};
  if (/not opted in/i.test(message)) {
    return { code: 'AUTHENTICATION', message, mend: 'Switch API Access on in the details of the domain at Porkbun' };
  }
  if (/invalid domain/i.test(message)) return { code: 'ZONE_NOT_FOUND', message };
  if (/invalid record id/i.test(message)) return { code: 'RECORD_NOT_FOUND', message };
  if (/api key/i.test(message)) return { code: 'AUTHENTICATION', message };
  return { message, ...(ok && { code: 'API' }) };
}

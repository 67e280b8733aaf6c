import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  fullName,
  type HttpResponse,
  type RecordDraft,
  relativeName,
  splitPriority,
  unquoteTxt,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const IonosZone = z.object({ id: z.string(), name: z.string() });
type IonosZone = z.infer<typeof IonosZone>;
const Item = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string(),
  ttl: z.number(),
  prio: z.number().optional(),
});
const WithItems = z.object({ records: z.array(Item) });
const Refusals = z.array(z.object({ code: z.string(), message: z.string().optional() })).min(1);

export default defineProvider<typeof manifest, IonosZone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.hosting.ionos.com/dns/v1',
    headers: { 'x-api-key': options.apiKey },
    explain,
  });

  async function createRecord(zone: IonosZone, draft: RecordDraft): Promise<void> {
    await api.post(`/zones/${zone.id}/records`, anything, [toItem(draft, zone.name)]);
  }

  async function deleteRecord(zone: IonosZone, id: string): Promise<void> {
    await api.delete(`/zones/${zone.id}/records/${id}`);
  }

  return {
    async findZone(name) {
      return (await api.get('/zones', z.array(IonosZone))).find((zone) => zone.name === name);
    },

    async listRecords(zone, { type, name }) {
      const recordName = name === undefined ? undefined : fullName(name, zone.name);
      const { records } = await api.get(`/zones/${zone.id}`, WithItems, { query: { recordType: type, recordName } });
      return records.map((item) => fromItem(item, zone.name));
    },

    createRecord,

    async updateRecord(zone, id, draft) {
      await deleteRecord(zone, id);
      await createRecord(zone, draft);
    },

    deleteRecord,
  };
});

function toItem(draft: RecordDraft, zone: string) {
  const { content, priority = 0 } = splitPriority(draft);
  const { type, ttl } = draft;
  return { name: fullName(draft.name, zone), type, content, ttl, prio: priority, disabled: false };
}

function fromItem({ prio, ...item }: z.infer<typeof Item>, zone: string): DnsRecord {
  return {
    ...item,
    name: relativeName(item.name, zone),
    content: item.type === 'TXT' ? unquoteTxt(item.content) : item.content,
    priority: item.type === 'MX' || item.type === 'SRV' ? prio : undefined,
  };
}

/** Errors come as a list of codes. */
function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  const [refusal] = Refusals.safeParse(data).data ?? [];
  if (refusal === undefined) return {};
  const { code: serviceCode, message = serviceCode } = refusal;
  return { message, serviceCode, ...(/DUPLICATE|EXIST/.test(serviceCode) && { code: 'RECORD_EXISTS' }) };
}

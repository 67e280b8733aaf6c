import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  type FailureCode,
  fullName,
  type HttpResponse,
  type RecordDraft,
  relativeName,
  splitPriority,
  undefinedIf,
  unquoteTxt,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Rage4Zone = z.object({ id: z.number(), name: z.string() });
const Item = z.object({
  id: z.coerce.string(),
  type: z.string(),
  name: z.string(),
  content: z.string(),
  ttl: z.number(),
  priority: z.number().nullish(),
});
const Refusal = z.object({ status: z.literal(false), error: z.string() });

/** The API answers 200 to everything; the words say what it was. */
const kinds: readonly (readonly [RegExp, FailureCode])[] = [
  [/unable to fetch the item|not found|n't exist|not exist/i, 'RECORD_NOT_FOUND'],
  [/already exist|duplicate/i, 'RECORD_EXISTS'],
  [/api key|credential|unauthori[sz]ed|authenticat/i, 'AUTHENTICATION'],
];

export default defineProvider<typeof manifest, z.infer<typeof Rage4Zone>>(({ options, http }) => {
  const { username, token } = options;
  const basic = { username, password: token };
  const api = http.extend({ baseUrl: 'https://rage4.com/rapi', basic, explain });

  return {
    async findZone(name) {
      return undefinedIf('RECORD_NOT_FOUND', api.get('/getdomainbyname/', Rage4Zone, { query: { name } }));
    },

    async listRecords(zone, { name }) {
      const query = { id: zone.id, name: name === undefined ? undefined : fullName(name, zone.name) };
      const items = await api.get('/getrecords/', z.array(Item), { query });
      return items.map((item) => fromItem(item, zone.name));
    },

    async createRecord(zone, draft) {
      const query = { id: zone.id, type: draft.type, ...toItem(draft, zone.name) };
      await api.post('/createrecord/', anything, undefined, { query });
    },

    async updateRecord(zone, id, draft) {
      await api.post('/updaterecord/', anything, undefined, { query: { id, ...toItem(draft, zone.name) } });
    },

    async deleteRecord(_zone, id) {
      await api.post('/deleterecord/', anything, { id: Number(id) });
    },
  };
});

function toItem(draft: RecordDraft, zone: string) {
  const { content, priority } = splitPriority(draft);
  return { name: fullName(draft.name, zone), content, ttl: draft.ttl, priority };
}

/** Records that have no use for a priority have one of 1. */
function fromItem({ priority, ...item }: z.infer<typeof Item>, zone: string): DnsRecord {
  return {
    ...item,
    name: relativeName(item.name, zone),
    content: item.type === 'TXT' ? unquoteTxt(item.content) : item.content,
    priority: item.type === 'MX' || item.type === 'SRV' ? (priority ?? undefined) : undefined,
  };
}

function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  const words = Refusal.safeParse(data).data?.error;
  if (words === undefined) return ok ? undefined : {};
  const code = kinds.find(([pattern]) => pattern.test(words))?.[1] ?? 'API';
  return { code, message: words || 'no reason given' };
}

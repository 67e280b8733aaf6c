import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  fromPresentation,
  type HttpResponse,
  parseRecordId,
  type RecordDraft,
  recordId,
  toPresentation,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createTokenSource } from './token.js';

const ZoneAnswer = z.object({ domain: z.object({ name: z.string() }) }).transform(({ domain }) => domain);
const Entry = z.object({ name: z.string(), expire: z.number(), type: z.string(), content: z.string() });
const Entries = z.object({ dnsEntries: z.array(Entry) }).transform(({ dnsEntries }) => dnsEntries);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const open = http.extend({ baseUrl: 'https://api.transip.nl/v6', explain: explainBusy });
  const token = createTokenSource(open, options);
  const api = open.extend({
    sign: async (request) => {
      request.headers.authorization = `Bearer ${await token(options.username)}`;
    },
    renew: async () => {
      token.forget();
      return true;
    },
  });

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await api.post(`/domains/${zone.name}/dns`, anything, { dnsEntry: toEntry(draft) });
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    await api.delete(`/domains/${zone.name}/dns`, { body: { dnsEntry: entryOf(id) } });
  }

  return {
    async findZone(name) {
      return undefinedIf('RECORD_NOT_FOUND', api.get(`/domains/${name}`, ZoneAnswer));
    },

    async listRecords(zone) {
      return (await api.get(`/domains/${zone.name}/dns`, Entries)).map(fromEntry);
    },

    createRecord,

    async updateRecord(zone, id, draft) {
      await deleteRecord(zone, id);
      await createRecord(zone, draft);
    },

    deleteRecord,
  };
});

function toEntry(draft: RecordDraft) {
  const { type, name, ttl } = draft;
  return { name, type, content: type === 'TXT' ? draft.content : toPresentation(draft), expire: ttl };
}

/** An entry has no id, and is deleted by all that it consists of: so the id holds the TTL as well. */
function fromEntry({ type, name, content, expire }: z.infer<typeof Entry>): DnsRecord {
  const id = `${expire}/${recordId({ type, name, content })}`;
  return { id, type, name, content: type === 'TXT' ? content : fromPresentation(type, content), ttl: expire };
}

function entryOf(id: string) {
  const [expire = '', ...rest] = id.split('/');
  return { ...parseRecordId(rest.join('/')), expire: Number(expire) };
}

/** While it saves a change of a zone, the API refuses the next one: that can be tried again. */
function explainBusy({ status, ok }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  return status === 409 ? { code: 'RATE_LIMITED' } : {};
}

import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  fromPresentation,
  isFailure,
  type RecordDraft,
  splitPriority,
  undefinedIf,
} from '../../core/sdk/index.js';
import { explain, explainAdding, silentError } from './explain.js';
import type manifest from './manifest.json';

const ZoneInfo = z
  .object({ data: z.object({ exists: z.string(), onsystem: z.string().default('Y') }) })
  .transform(({ data }) => data.exists === 'Y' && data.onsystem === 'Y');
const Item = z
  .object({
    id: z.coerce.string(),
    type: z.string(),
    host: z.string(),
    rdata: z.string(),
    ttl: z.coerce.number(),
    prio: z.coerce.number().nullish(),
  })
  .transform(({ id, type, host, rdata, ttl, prio }) => ({
    id,
    type,
    name: host || '@',
    content: fromPresentation(type, rdata),
    ttl,
    priority: type === 'MX' ? (prio ?? undefined) : undefined,
  }));
const ItemPage = z.object({ data: z.array(Item), total: z.coerce.number().optional() });
export default defineProvider<typeof manifest>(({ options, http, log }) => {
  const { username, token, apiEndpoint } = options;
  const api = http.extend({
    baseUrl: apiEndpoint,
    basic: { username, password: token },
    query: { format: 'json' },
    explain,
  });

  return {
    async findZone(name) {
      return (await undefinedIf('RECORD_NOT_FOUND', api.get(`/domain/${name}`, ZoneInfo))) ? { name } : undefined;
    },

    async listRecords(zone) {
      const records: DnsRecord[] = [];
      for (;;) {
        const query = { start: records.length === 0 ? undefined : records.length };
        const { data, total = 0 } = await api.get(`/zones/records/all/${zone.name}`, ItemPage, { query });
        records.push(...data);
        if (data.length === 0 || records.length >= total) return records;
      }
    },

    /**
     * The API is known to add a record and to fail at saying so: it answers 500 with nothing in it, and 409 the next
     * time. Trying again would help no more than giving up.
     */
    async createRecord(zone, draft) {
      const body = { domain: zone.name, prio: 0, ...toItem(draft) };
      try {
        await api.put(`/zones/records/add/${zone.name}/${draft.type}`, anything, body, { explain: explainAdding });
      } catch (error) {
        if (!isFailure(error) || error.serviceCode !== silentError) throw error;
        log.warn({ type: draft.type, name: draft.name }, 'the API failed to confirm the record; taken for added');
      }
    },

    async updateRecord(_zone, id, draft) {
      await api.post(`/zones/records/${id}`, anything, toItem(draft));
    },

    async deleteRecord(zone, id) {
      await api.delete(`/zones/records/${zone.name}/${id}`);
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } =
    draft.type === 'MX' ? splitPriority(draft) : { content: joined(draft), priority: undefined };
  const prio = priority === undefined ? {} : { prio: priority };
  return { type: draft.type, host: draft.name, ttl: draft.ttl, rdata: content, ...prio };
}

/** SRV has its priority in front, as in a master file. */
function joined({ content, priority }: RecordDraft): string {
  return priority === undefined ? content : `${priority} ${content}`;
}

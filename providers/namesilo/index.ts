import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  type FailureCode,
  fromPresentation,
  type HttpResponse,
  hostOrEmpty,
  type Query,
  type RecordDraft,
  relativeName,
  type Schema,
  splitPriority,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({
  record_id: z.string(),
  type: z.string(),
  host: z.string(),
  value: z.string(),
  ttl: z.coerce.number(),
  distance: z.coerce.number().optional(),
});
const Items = z
  .object({ namesilo: z.object({ reply: z.object({ resource_record: z.array(Item).default([]) }) }) })
  .transform(({ namesilo }) => namesilo.reply.resource_record);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: options.apiEndpoint,
    query: { version: 1, type: 'xml', key: options.token },
    responseFormat: 'xml',
    xmlLists: ['resource_record'],
    explain,
  });

  function call<T>(operation: string, schema: Schema<T>, query: Query): Promise<T> {
    return api.get(`/${operation}`, schema, { query });
  }

  return {
    async findZone(name) {
      return undefinedIf(
        'ZONE_NOT_FOUND',
        call('getDomainInfo', anything, { domain: name }).then(() => ({ name })),
      );
    },

    async listRecords(zone) {
      const items = await call('dnsListRecords', Items, { domain: zone.name });
      return items.map(({ record_id, type, host, value, ttl, distance }) => ({
        id: record_id,
        type,
        name: relativeName(host, zone.name),
        content: type === 'TXT' ? value : fromPresentation(type, value),
        ttl,
        priority: type === 'MX' ? distance : undefined,
      }));
    },

    async createRecord(zone, draft) {
      await call('dnsAddRecord', anything, { domain: zone.name, rrtype: draft.type, ...toItem(draft) });
    },

    async updateRecord(zone, id, draft) {
      await call('dnsUpdateRecord', anything, { domain: zone.name, rrid: id, ...toItem(draft) });
    },

    async deleteRecord(zone, id) {
      await call('dnsDeleteRecord', anything, { domain: zone.name, rrid: id });
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { rrhost: hostOrEmpty(draft.name), rrvalue: content, rrttl: draft.ttl, rrdistance: priority };
}

const Reply = z.object({ namesilo: z.object({ reply: z.object({ code: z.string(), detail: z.string() }) }) });

/** Codes of https://www.namesilo.com/api-reference#api-responses that mean something of their own. */
const meanings: Readonly<Record<string, FailureCode>> = {
  '110': 'AUTHENTICATION',
  '112': 'AUTHENTICATION',
  '113': 'AUTHENTICATION',
  '200': 'ZONE_NOT_FOUND',
  '201': 'SERVER',
};

/** Failures come with status 200; 300 to 302 are successes. */
function explain({ data }: HttpResponse): ExplainedFailure | undefined {
  const reply = Reply.safeParse(data).data?.namesilo.reply;
  if (reply === undefined || /^30[012]$/.test(reply.code)) return undefined;
  const { code, detail } = reply;
  const exists = code === '280' && /already exists|duplicate/i.test(detail);
  const gone = code === '280' && /(does not|doesn't) exist|not found|invalid.*(rrid|record)/i.test(detail);
  const meaning = exists ? 'RECORD_EXISTS' : gone ? 'RECORD_NOT_FOUND' : (meanings[code] ?? 'API');
  return { code: meaning, message: detail, serviceCode: code };
}

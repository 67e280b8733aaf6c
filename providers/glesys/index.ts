import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  fromPresentation,
  type HttpResponse,
  type RecordDraft,
  relativeName,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domains = z
  .object({ response: z.object({ domains: z.array(z.object({ domainname: z.string() })) }) })
  .transform(({ response }) => response.domains.map((domain) => ({ name: domain.domainname })));

const Item = z.object({ recordid: z.number(), host: z.string(), type: z.string(), data: z.string(), ttl: z.number() });
const Items = z
  .object({ response: z.object({ records: z.array(Item) }) })
  .transform(({ response }) => response.records);

const Answer = z.object({ response: z.object({ status: z.object({ text: z.string() }) }) });

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.glesys.com/domain',
    basic: { username: options.username, password: options.token },
    query: { format: 'json' },
    explain,
  });

  return {
    async findZone(name) {
      const zones = await api.get('/list', Domains);
      return zones.find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      const items = await api.post('/listrecords', Items, { domainname: zone.name }, { repeatable: true });
      return items.map(({ recordid, host, type, data, ttl }) => ({
        id: String(recordid),
        type,
        name: relativeName(host, zone.name),
        content: type === 'TXT' ? data : fromPresentation(type, data),
        ttl,
      }));
    },

    async createRecord(zone, draft) {
      await api.post('/addrecord', anything, { domainname: zone.name, ...toItem(draft) });
    },

    async updateRecord(_zone, id, draft) {
      await api.post('/updaterecord', anything, { recordid: Number(id), ...toItem(draft) }, { repeatable: true });
    },

    async deleteRecord(_zone, id) {
      await api.post('/deleterecord', anything, { recordid: Number(id) }, { repeatable: true });
    },
  };
});

function toItem(draft: RecordDraft) {
  // A priority stands in front; a host name goes out as it was given, with or without its final dot.
  const data = draft.priority === undefined ? draft.content : `${draft.priority} ${draft.content}`;
  return { host: draft.name, type: draft.type, data, ttl: draft.ttl };
}

/** A record that is gone is a matter of its arguments for this API. */
function explain({ status, data }: HttpResponse): ExplainedFailure | undefined {
  if (status < 400) return undefined;
  const message = Answer.safeParse(data).data?.response.status.text;
  const gone = message !== undefined && /record.*(not found|does not exist|could not be found)/i.test(message);
  return { ...(gone && { code: 'RECORD_NOT_FOUND' as const }), ...(message !== undefined && { message }) };
}

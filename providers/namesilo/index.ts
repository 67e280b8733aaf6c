import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  path,
  type Query,
  recordItems,
  type Schema,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Items = z
  .object({ namesilo: z.object({ reply: z.object({ resource_record: z.array(z.looseObject({})).default([]) }) }) })
  .transform(({ namesilo }) => namesilo.reply.resource_record);
/** Fields are written under other names than they are read. */
const { fromItems } = recordItems({
  fields: { id: 'record_id', name: 'host', content: 'value' },
  priority: { MX: 'distance' },
});
const { toItem } = recordItems({
  fields: { type: 'rrtype', name: 'rrhost', content: 'rrvalue', ttl: 'rrttl' },
  apex: '',
  priority: { MX: 'rrdistance' },
});

/** Failures come with status 200; 300 to 302 are successes. */
const Refusal = z
  .object({
    namesilo: z.object({
      reply: z.object({ code: z.string().regex(/^(?!30[012]$)/), detail: z.unknown().optional() }),
    }),
  })
  .transform(({ namesilo: { reply } }) => ({ message: reply.detail, serviceCode: reply.code }));

/** Codes of https://www.namesilo.com/api-reference#api-responses that mean something of their own. */
const explain = explainRefusals(Refusal, [
  [/^11[023]$/, 'AUTHENTICATION'],
  [/^200$/, 'ZONE_NOT_FOUND'],
  [/^201$/, 'SERVER'],
  [/^280 .*(already exists|duplicate)/i, 'RECORD_EXISTS'],
  [/^280 .*((does not|doesn't) exist|not found|invalid.*(rrid|record))/i, 'RECORD_NOT_FOUND'],
]);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: options.apiEndpoint,
    query: { version: 1, type: 'xml', key: options.token },
    responseFormat: 'xml',
    xmlLists: ['resource_record'],
    explain,
  });

  function call<T>(operation: string, schema: Schema<T>, query: Query): Promise<T> {
    // Changes are made by GET as well; what adds or removes must not be done twice where the first got no answer.
    return api.get(path`/${operation}`, schema, { query, repeatable: !/^dns(Add|Delete)/.test(operation) });
  }

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, call('getDomainInfo', anything, { domain: name })),

    listRecords: async (zone) => fromItems(await call('dnsListRecords', Items, { domain: zone.name }), zone),

    createRecord: (zone, draft) => call('dnsAddRecord', anything, { domain: zone.name, ...toItem(draft, zone) }),

    updateRecord: (zone, id, draft) =>
      call('dnsUpdateRecord', anything, {
        domain: zone.name,
        rrid: id,
        ...toItem(draft, zone),
        rrtype: undefined,
      }),

    deleteRecord: (zone, id) => call('dnsDeleteRecord', anything, { domain: zone.name, rrid: id }),
  };
});

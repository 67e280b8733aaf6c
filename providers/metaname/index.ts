import { z } from 'zod';
import { defineProvider, explainRefusals, recordItems, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z.array(z.object({ name: z.string() }));
const Records = z.array(z.looseObject({}));
const Done = z.unknown().transform(() => undefined);
const { toItem, fromItems } = recordItems({
  fields: { id: 'reference', content: 'data' },
  priority: { MX: 'aux', SRV: 'aux' },
  dots: true,
});
const Refused = z
  .object({ error: z.object({ code: z.number().optional(), message: z.unknown().optional() }) })
  .transform(({ error: { code, message } }) => ({ serviceCode: code, message }));
/** Refusals come with status 200. */
const explain = explainRefusals(
  Refused,
  [
    [/^-1$/, 'AUTHENTICATION'],
    [/^-(?:5|12|21)$/, 'ZONE_NOT_FOUND'],
    [/^-17$/, 'RECORD_NOT_FOUND'],
    [/^-18$/, 'SERVER'],
  ],
  'API',
);

/** https://metaname.net/api/1.1/doc */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://metaname.net/api', explain });

  function call<T>(method: string, result: z.ZodType<T>, ...more: readonly unknown[]): Promise<T> {
    const answer = z.object({ result: z.unknown() }).transform((data) => result.parse(data.result));
    const params = [options.accountReference, options.apiKey, ...more];
    // Once or twice, a record is what was sent, or gone.
    const repeatable = method !== 'create_dns_record';
    return api.post('/1.1', answer, { jsonrpc: '2.0', id: '1', method, params }, { repeatable });
  }

  return {
    findZone: async (name) => zoneNamed(await call('dns_zones', Zones), name),
    listRecords: async (zone) => fromItems(await call('dns_zone', Records, zone.name), zone),
    createRecord: (zone, draft) => call('create_dns_record', Done, zone.name, toItem(draft, zone)),
    updateRecord: (zone, id, draft) => call('update_dns_record', Done, zone.name, id, toItem(draft, zone)),
    deleteRecord: (zone, id) => call('delete_dns_record', Done, zone.name, id),
  };
});

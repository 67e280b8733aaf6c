import { z } from 'zod';
import { defineProvider, explainRefusals, recordItems, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.coerce.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Zones = z.union([z.array(Zone), z.record(z.string(), Zone).transform((zones) => Object.values(zones))]);
const Contents = z.object({ records: z.array(z.looseObject({})) }).transform(({ records }) => records);
const Done = z.unknown().transform(() => undefined);
/** What is asked for stands in `data`, or beside the code. */
const Answer = z.looseObject({}).transform(({ data, domains, ...rest }) => data ?? domains ?? rest);
const Refused = z
  .object({ code: z.string().regex(/^(?!OK$)/), message: z.unknown().optional() })
  .transform(({ code, message }) => ({ serviceCode: code, message }));
const kinds = [
  [/^ACCESS_DENIED$|access denied/i, 'AUTHENTICATION'],
  [/not found|not exist/i, 'RECORD_NOT_FOUND'],
] as const;
const fields = { name: 'lookup', content: 'data' };
const { toItem, fromItems } = recordItems({ fields, apex: '', priority: { MX: 'priority' } });

/** https://portal.rackcorp.com/docs/dns.html */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.rackcorp.net/api/rest/v2.9',
    basic: { username: options.apiuuid, password: options.apisecret },
    explain: explainRefusals(Refused, kinds, 'API'),
  });

  function call<T>(command: string, result: z.ZodType<T>, given: object): Promise<T> {
    const answer = Answer.transform((told) => result.parse(told));
    // Once or twice, a record is what was sent, or gone.
    return api.post(
      '/json.php',
      answer,
      { cmd: `dns.${command}`, ...given },
      { repeatable: command !== 'record.create' },
    );
  }

  return {
    findZone: async (name) => zoneNamed(await call('domain.getall', Zones, { exactName: name }), name),
    listRecords: async (zone) => fromItems(await call('domain.get', Contents, { id: zone.id }), zone),
    createRecord: (zone, draft) =>
      call('record.create', Done, { data: { 0: { domainId: zone.id, ...toItem(draft, zone) } } }),
    updateRecord: (zone, id, draft) =>
      call('record.update', Done, { data: { [id]: { id: Number(id), domainId: zone.id, ...toItem(draft, zone) } } }),
    deleteRecord: (_zone, id) => call('record.delete', Done, { id: Number(id) }),
  };
});

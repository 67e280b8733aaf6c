import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  type Query,
  recordItems,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Items = z.object({ list: z.array(z.looseObject({})).nullish() }).transform(({ list }) => list ?? []);
const { toItem, fromItems } = recordItems({ fields: { content: 'value' }, priority: { MX: 'prio' } });
const Refused = z
  .object({ result: z.literal('error'), error_code: z.coerce.string().optional(), error_text: z.unknown().optional() })
  .transform(({ error_code, error_text }) => ({ serviceCode: error_code, message: error_text }));
const explain = explainRefusals(Refused, [
  [/domain not found/i, 'ZONE_NOT_FOUND'],
  [/record not found/i, 'RECORD_NOT_FOUND'],
]);

export default defineProvider<typeof manifest>(({ options: { nickname, token }, http }) => {
  const api = http.extend({ baseUrl: 'https://my.axelname.ru/rest', query: { nichdl: nickname, token }, explain });

  const read = ({ name }: Zone) => api.get('/dns_list', Items, { query: { domain: name } });

  /** All requests are GETs, also those that write. */
  const write = (address: string, zone: Zone, query: Query) =>
    api.get(address, anything, { query: { domain: zone.name, ...query }, repeatable: false });

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, read({ name })),

    listRecords: async (zone) => fromItems(await read(zone), zone),

    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) => write('/dns_add', zone, { ...toItem(draft, zone), ttl: undefined }),
      deleteRecord: (zone, id) => write('/dns_delete', zone, { id }),
    }),
  };
});

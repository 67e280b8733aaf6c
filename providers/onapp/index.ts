import { z } from 'zod';
import { defineProvider, explainWords, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Zones = z.array(z.object({ dns_zone: Zone })).transform((elements) => elements.map(({ dns_zone }) => dns_zone));
/** Types that are not known here have no content that could be told. */
const Item = z
  .object({ dns_record: z.looseObject({ content: z.string().default('') }) })
  .transform(({ dns_record }) => dns_record);
/** By type. */
const Items = z
  .object({ dns_zone: z.object({ records: z.record(z.string(), z.array(Item)) }) })
  .transform(({ dns_zone }) => Object.values(dns_zone.records).flat());
const host = ['hostname'];
/** The content has another name for each kind of type. */
const { toItem, fromItems } = recordItems({
  priority: { MX: 'priority', SRV: 'priority' },
  parts: { A: ['ip'], AAAA: ['ip'], TXT: ['txt'], CNAME: host, MX: host, NS: host, SRV: host },
});
const toFields: typeof toItem = (draft, zone) => ({ ...toItem(draft, zone), ttl: String(draft.ttl) });
const explain = explainWords([[/already (exists|been taken)|duplicate/i, 'RECORD_EXISTS']]);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const baseUrl = options.server.replace(/\/+$/, '');
  const api = http.extend({ baseUrl, basic: { username: options.username, password: options.token }, explain });

  return {
    findZone: async (name) => zoneNamed(await api.get('/dns_zones.json', Zones), name),

    listRecords: async (zone) => fromItems(await api.get(path`/dns_zones/${zone.id}/records.json`, Items), zone),

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/dns_zones/${zone.id}/records.json`,
      recordPath: (zone, id) => path`/dns_zones/${zone.id}/records/${id}.json`,
      toItem: (draft, zone) => ({ dns_record: toFields(draft, zone) }),
      toChange: (draft, zone) => ({ dns_record: { ...toFields(draft, zone), type: undefined } }),
    }),
  };
});

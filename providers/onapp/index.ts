import { z } from 'zod';
import {
  defineProvider,
  explainWords,
  path,
  type RecordDraft,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Zones = z.array(z.object({ dns_zone: Zone })).transform((elements) => elements.map(({ dns_zone }) => dns_zone));
const text = z.string().nullish();
/** The content has another name for each kind of type. */
const Item = z
  .object({ dns_record: z.looseObject({ ip: text, hostname: text, txt: text }) })
  .transform(({ dns_record: item }) => ({ ...item, content: item.txt ?? item.ip ?? item.hostname ?? '' }));
/** By type. */
const Items = z
  .object({ dns_zone: z.object({ records: z.record(z.string(), z.array(Item)) }) })
  .transform(({ dns_zone }) => Object.values(dns_zone.records).flat());
const { toItem, fromItems } = recordItems({ priority: { MX: 'priority', SRV: 'priority' } });
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
      toItem: (draft, zone) => ({ dns_record: { ...toFields(draft, zone), type: draft.type } }),
      toChange: (draft, zone) => ({ dns_record: toFields(draft, zone) }),
    }),
  };
});

function toFields(draft: RecordDraft, zone: Zone) {
  const { type, content, ...item } = toItem(draft, zone);
  const field = type === 'TXT' ? 'txt' : /^A(AAA)?$/.test(draft.type) ? 'ip' : 'hostname';
  return { ...item, ttl: String(draft.ttl), [field]: content };
}

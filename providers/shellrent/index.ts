import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  memo,
  path,
  recordItems,
  undefinedIf,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Id = z.coerce.string();
const Ids = z.object({ data: z.array(Id) });
const Purchase = z.object({ data: z.object({ domain_id: Id.nullish() }) });
const Domain = z
  .object({ data: z.object({ id: Id, domain_name: z.string() }) })
  .transform(({ data: { id, domain_name: name } }) => ({ id, name }));
type Zone = z.infer<typeof Domain>;
const Item = z.object({ data: z.looseObject({}) }).transform(({ data }) => data);
const Refused = z.object({ error: z.int().positive(), message: z.unknown().optional() });
const types = { A: 'A', AAAA: 'AAAA', CNAME: 'CNAME', TXT: 'TXT' };
const { toItem, fromItems } = recordItems({ fields: { name: 'host', content: 'destination' }, types, apex: '' });
const kinds = [
  [/token di autorizzazione/i, 'AUTHENTICATION'],
  [/non (?:è stato )?trovat|not found/i, 'RECORD_NOT_FOUND'],
] as const;

/** https://api.shellrent.com/section/api2 */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://manager.shellrent.com/api2',
    headers: { authorization: `${options.username}.${options.token}` },
    explain: explainRefusals(Refused, kinds, 'API'),
  });

  /** What was bought as a domain stays one. */
  const bought = memo(async (purchase: string) => {
    const { domain_id: id } = (await api.get(path`/purchase/details/${purchase}`, Purchase)).data;
    return id ? [await api.get(path`/domain/details/${id}`, Domain)] : [];
  });

  return {
    async findZone(name) {
      const zones = await Promise.all((await api.get('/purchase', Ids)).data.map(bought));
      return zoneNamed(zones.flat(), name);
    },
    async listRecords(zone) {
      const { data: ids } = await api.get(path`/dns_record/index/${zone.id}`, Ids);
      const read = (id: string) => api.get(path`/dns_record/details/${zone.id}/${id}`, Item);
      const items = await Promise.all(ids.map((id) => undefinedIf('RECORD_NOT_FOUND', read(id))));
      return items.flatMap((item) => (item === undefined ? [] : fromItems([item], zone)));
    },
    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) => api.post(path`/dns_record/store/${zone.id}`, anything, toItem(draft, zone)),
      deleteRecord: (zone, id) => api.delete(path`/dns_record/remove/${zone.id}/${id}`),
    }),
  };
});

import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainWords,
  path,
  recordItems,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ dns_zones: z.array(Zone) });
const Records = z.object({ records: z.array(z.looseObject({})) });
const types = { A: 'a', AAAA: 'aaaa', CNAME: 'cname', MX: 'mx', NS: 'ns', TXT: 'txt' };
const { toItem, fromItems } = recordItems({
  fields: { type: 'record_type' },
  types,
  priority: { MX: 'prio' },
  quotes: 'read',
});
/** Status and code are those of any refused request. */
const explain = explainWords([[/duplicate record/i, 'RECORD_EXISTS']]);

/** https://www.nodion.com/en/docs/dns/api/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.nodion.com/v1', bearer: options.apiToken, explain });

  return {
    async findZone(name) {
      const { dns_zones } = await api.get('/dns_zones', Zones, { query: { name } });
      return zoneNamed(dns_zones, name);
    },

    async listRecords(zone, { type, name }) {
      const query = { record_type: type?.toLowerCase(), name };
      const { records } = await api.get(path`/dns_zones/${zone.id}/records`, Records, { query });
      return fromItems(records, zone);
    },

    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) => api.post(path`/dns_zones/${zone.id}/records`, anything, toItem(draft, zone)),
      deleteRecord: (zone, id) => api.delete(path`/dns_zones/${zone.id}/records/${id}`),
    }),
  };
});

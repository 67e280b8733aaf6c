import { z } from 'zod';
import { anything, defineProvider, path, recordItems, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({}));
const { toItem, fromItems } = recordItems({
  fields: { name: 'hostname', content: 'value' },
  names: 'full',
  priority: { MX: 'priority', SRV: 'priority' },
  parts: { SRV: ['weight', 'port', 'value'], CAA: ['flag', 'tag', 'value'] },
});

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.netlify.com/api/v1', bearer: options.token });

  return {
    findZone: async (name) => zoneNamed(await api.get('/dns_zones', z.array(Zone)), name),

    listRecords: async (zone) => fromItems(await api.get(path`/dns_zones/${zone.id}/dns_records`, Items), zone),

    createRecord: (zone, draft) => api.post(path`/dns_zones/${zone.id}/dns_records`, anything, toItem(draft, zone)),

    async updateRecord(zone, id, draft) {
      await api.post(path`/dns_zones/${zone.id}/dns_records`, anything, toItem(draft, zone));
      await api.delete(path`/dns_zones/${zone.id}/dns_records/${id}`);
    },

    deleteRecord: (zone, id) => api.delete(path`/dns_zones/${zone.id}/dns_records/${id}`),
  };
});

import { z } from 'zod';
import { defineProvider, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({ type: z.string().toUpperCase() }));
const { toItem, fromItems } = recordItems({
  fields: { content: 'value' },
  priority: { MX: 'priority', SRV: 'priority' },
});

/** https://www.civo.com/api/dns */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.civo.com/v2', bearer: options.token });
  // DNS is the same in all regions; reads and removals name one as the service's own client does.
  const query = { region: 'LON1' };
  const writes = restRecords<Zone>({ api, path: (zone) => path`/dns/${zone.id}/records`, toItem });

  return {
    findZone: async (name) => zoneNamed(await api.get('/dns', z.array(Zone), { query }), name),

    listRecords: async (zone) => fromItems(await api.get(path`/dns/${zone.id}/records`, Items, { query }), zone),

    ...writes,

    deleteRecord: (zone, id) => api.delete(path`/dns/${zone.id}/records/${id}`, { query }),
  };
});

import { z } from 'zod';
import { defineProvider, path, recordItems, restRecords, withoutUpdates, zoneNamed } from '../../core/sdk/index.js';
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
  const recordsOf = (zone: Zone) => path`/dns_zones/${zone.id}/dns_records`;

  return {
    findZone: async (name) => zoneNamed(await api.get('/dns_zones', z.array(Zone)), name),

    listRecords: async (zone) => fromItems(await api.get(recordsOf(zone), Items), zone),

    ...withoutUpdates(restRecords<Zone>({ api, path: recordsOf, toItem })),
  };
});

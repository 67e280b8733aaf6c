import { z } from 'zod';
import { defineProvider, path, recordItems, restRecords, type Zone, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z.array(z.object({ name: z.string() }));
const Items = z.array(z.looseObject({}));
const { toItem, fromItems } = recordItems({
  fields: { name: 'host', content: 'value' },
  priority: { MX: 'prio' },
  quotes: 'read',
});

/** https://fornex.com/api/#tag/Domain:-Entry */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://fornex.com/api/dns/domain',
    // The first as documented and as most others send it, the second as lego does.
    headers: { authorization: `Api-Key ${options.apiKey}`, 'api-key': options.apiKey },
  });
  const at = (zone: Zone) => path`/${zone.name}/entry_set/`;

  return {
    findZone: async (name) => zoneNamed(await api.get('/', Zones), name),

    listRecords: async (zone) => fromItems(await api.get(at(zone), Items), zone),

    ...restRecords<Zone>({ api, path: at, recordPath: (zone, id) => path`/${zone.name}/entry_set/${id}/`, toItem }),
  };
});

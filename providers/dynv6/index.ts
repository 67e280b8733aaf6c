import { z } from 'zod';
import { defineProvider, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({}));
const { toItem, fromItems } = recordItems({
  fields: { content: 'data' },
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
  parts: { SRV: ['weight', 'port', 'data'], CAA: ['flags', 'tag', 'data'] },
});

/** https://dynv6.github.io/api-spec/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://dynv6.com/api/v2', bearer: options.token });
  return {
    findZone: async (name) => zoneNamed(await api.get('/zones', z.array(Zone)), name),

    listRecords: async (zone) => fromItems(await api.get(path`/zones/${zone.id}/records`, Items), zone),

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/zones/${zone.id}/records`,
      changeBy: 'patch',
      toItem(draft, zone) {
        const { ttl: _none, ...item } = toItem(draft, zone);
        return item;
      },
    }),
  };
});

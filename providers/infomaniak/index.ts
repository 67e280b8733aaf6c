import { z } from 'zod';
import { defineProvider, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ id: z.number(), customer_name: z.string() })
  .transform(({ id, customer_name }) => ({ id, name: customer_name }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ data: z.array(Zone) }).transform(({ data }) => data);
const Items = z.object({ data: z.array(z.looseObject({})) }).transform(({ data }) => data);
const { toItem, fromItem } = recordItems({
  fields: { name: 'source', content: 'target' },
  apex: '.',
  // Records that have no use for a priority have one of 10.
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.infomaniak.com/1', bearer: options.token });

  return {
    async findZone(name) {
      const query = { service_name: 'domain', customer_name: name };
      return zoneNamed(await api.get('/product', Zones, { query }), name);
    },

    async listRecords(zone) {
      const items = await api.get(path`/domain/${zone.id}/dns/record`, Items);
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/domain/${zone.id}/dns/record`,
      toItem,
      toChange: (draft, zone) => ({ ...toItem(draft, zone), type: undefined }),
    }),
  };
});

import { z } from 'zod';
import { defineProvider, recordItems, restRecords } from '../../core/sdk/index.js';
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
      return (await api.get('/product', Zones, { query })).find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      const items = await api.get(`/domain/${zone.id}/dns/record`, Items);
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => `/domain/${zone.id}/dns/record`,
      toItem,
      toChange: (draft, zone) => ({ ...toItem(draft, zone), type: undefined }),
    }),
  };
});

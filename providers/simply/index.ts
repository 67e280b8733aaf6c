import { z } from 'zod';
import { defineProvider, isSameName, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** A zone is addressed by the object that a product is about: mostly its name, and of an IDN not the A-labels. */
const Zone = z
  .object({
    object: z.string(),
    name: z.string().nullish(),
    domain: z.object({ name: z.string().nullish() }).nullish(),
  })
  .transform(({ object, name, domain }) => ({ object, name: domain?.name ?? name ?? object }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ products: z.array(Zone) });
const Items = z.object({ records: z.array(z.looseObject({})) }).transform(({ records }) => records);
const { toItem, fromItems } = recordItems({
  fields: { id: 'record_id', content: 'data' },
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const basic = { username: options.accountName, password: options.apiKey };
  const api = http.extend({ baseUrl: 'https://api.simply.com/2/my/products', basic });

  return {
    async findZone(name) {
      const { products } = await api.get('/', Zones);
      return zoneNamed(products, name, { isServed: ({ object }) => isSameName(object, name) });
    },

    listRecords: async (zone) => fromItems(await api.get(path`/${zone.object}/dns/records/`, Items), zone),

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/${zone.object}/dns/records/`,
      recordPath: (zone, id) => path`/${zone.object}/dns/records/${id}/`,
      toItem,
    }),
  };
});

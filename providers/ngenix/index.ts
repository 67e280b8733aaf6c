import { z } from 'zod';
import { anything, defineProvider, path, recordItems, recordList, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z.object({ elements: z.array(z.object({ id: z.number(), name: z.string() })) });
type Zone = z.infer<typeof Zones>['elements'][number];
/** What a record or a zone points to; of it, only the id is written back. */
const Ref = z.object({ id: z.number() }).optional();
const Item = z.looseObject({ configRef: Ref, targetGroupRef: Ref });
const OneZone = z
  .object({
    records: z.array(Item).nullish(),
    comment: z.string().nullish(),
    dnssec: z.object({ enabled: z.boolean(), dnssecKeyRef: Ref }).nullish(),
  })
  .transform(({ records, ...rest }) => ({ items: records ?? [], rest }));
const { toItem, fromItem } = recordItems({ fields: { content: 'data' }, hasIds: false, quotes: 'read', dots: true });

/** https://help.ngenix.net/articles/#!apidocs/upravlenie-dns */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { username, token, customerId } = options;
  const basic = { username: [username, 'token'].join('/'), password: token };
  const api = http.extend({ baseUrl: 'https://api.ngenix.net/api/v3', basic });

  return {
    async findZone(name) {
      const { elements } = await api.get('/dns-zone', Zones, { query: { customerId } });
      return zoneNamed(elements, name);
    },

    ...recordList({
      read: (zone: Zone) => api.get(path`/dns-zone/${zone.id}`, OneZone),
      write: (zone, records, { rest }) =>
        api.patch(path`/dns-zone/${zone.id}`, anything, { records, ...rest }, { repeatable: true }),
      toItem: (draft, zone) => ({ ...toItem(draft, zone), ttl: undefined }),
      // A record without data points to something else of the service.
      fromItem: (item, zone) => ('data' in item ? fromItem(item, zone) : undefined),
    }),
  };
});

import { z } from 'zod';
import {
  anything,
  defineProvider,
  type Path,
  path,
  type RecordDraft,
  readNumberedPages,
  recordItems,
  recordList,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Item = z.looseObject({ ttl: z.number().nullish(), _links: z.unknown().optional() });
type Item = z.infer<typeof Item>;
const Nameservers = z.object({ soa: z.object({ ttl: z.number() }) });
const { toItem, fromItem } = recordItems({ fields: { content: 'value' }, priority: { MX: 'priority' }, hasIds: false });

/** https://developer.checkdomain.de/reference/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.checkdomain.de/v1', bearer: options.token });
  const at = ({ id }: Zone) => path`/domains/${id}/nameservers`;
  const itemOf = (draft: RecordDraft, zone: Zone): Item => ({ priority: 0, ...toItem(draft, zone), ttl: draft.ttl });

  function readAll<T>(address: string | Path, key: string, item: z.ZodType<T>): Promise<T[]> {
    const Page = z
      .object({ pages: z.number(), _embedded: z.object({ [key]: z.array(item) }) })
      .transform(({ pages, _embedded }) => ({ pages, items: Object.values(_embedded).flat() }));
    return readNumberedPages((page) => api.get(address, Page, { query: { limit: 100, page } }));
  }

  /** A record that the service makes of the settings of the domain has no link; whoever writes one is refused. */
  function isMade(item: Item, zone: Zone): boolean {
    return !item._links && /^(@|www(\..*)?)$/.test(fromItem(item, zone).name);
  }

  const { changeRecords, ...list } = recordList({
    async read(zone: Zone) {
      const all = await readAll(path`${at(zone)}/records`, 'records', Item);
      return { items: all.filter((item) => !isMade(item, zone)) };
    },
    async write(zone, items) {
      // What has no TTL of its own is listed with 0, and would be refused like that.
      const { soa } = await api.get(at(zone), Nameservers);
      const records = items.map(({ _links, ...item }) => ({ ...item, ttl: item.ttl || soa.ttl }));
      await api.put(path`${at(zone)}/records`, anything, records);
    },
    toItem: itemOf,
    fromItem,
  });

  return {
    ...list,
    findZone: async (name) => zoneNamed(await readAll('/domains', 'domains', Zone), name),
    createRecord: (zone, draft) => api.post(path`${at(zone)}/records`, anything, itemOf(draft, zone)),
    removeRecords: (zone, remove) => changeRecords(zone, { create: [], remove }),
  };
});

import { z } from 'zod';
import {
  defineProvider,
  fullName,
  isSameName,
  path,
  type RecordDraft,
  readNumberedPages,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import { createBatch } from './batch.js';
import { mustBeQuoted, toData } from './content.js';
import { explain } from './explain.js';
import type manifest from './manifest.json';

/** A zone is served while it is `active`; others are pending, moved away, switched off. */
const Zone = z.object({ id: z.string(), name: z.string(), status: z.string().optional() });
type Zone = z.infer<typeof Zone>;
const OneZone = z.object({ result: Zone }).transform(({ result }) => result);
/** The parts of SRV and TLSA come with tabs between them. */
const Item = z
  .looseObject({ type: z.string(), content: z.string() })
  .transform((item) => (item.type === 'TXT' ? item : { ...item, content: item.content.replaceAll('\t', ' ') }));
const ZonePage = pageOf(Zone);
const ItemPage = pageOf(Item);
const { toItem, fromItem } = recordItems({
  names: 'full',
  priority: { MX: 'priority', SRV: 'priority' },
  usualPriority: 0,
  quotes: mustBeQuoted,
});

const per_page = 100;

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { token, username, zoneId } = options;
  const credential =
    username === undefined ? { bearer: token } : { headers: { 'x-auth-email': username, 'x-auth-key': token } };
  const api = http.extend({ baseUrl: options.apiUrl, explain, ...credential });
  const writes = restRecords<Zone>({
    api,
    path: (zone) => path`/zones/${zone.id}/dns_records`,
    // "data" is null wherever the content says it all.
    toItem: (draft, zone) => ({ data: null, ...toBody(draft, zone) }),
    toChange: toBody,
  });

  return {
    async findZone(name) {
      if (zoneId !== undefined) {
        const zone = await api.get(path`/zones/${zoneId}`, OneZone);
        return zoneNamed([zone], name);
      }
      const isServed = ({ status = 'active' }: Zone) => status === 'active';
      const isIt = (zone: Zone) => isServed(zone) && isSameName(zone.name, name);
      const read = (page = 1) => api.get('/zones', ZonePage, { query: { page, per_page } });
      return zoneNamed(await readNumberedPages(read, isIt), name, { isServed, option: 'zone-id' });
    },

    async listRecords(zone, filter) {
      const name = filter.name === undefined ? undefined : fullName(filter.name, zone.name);
      const query = { per_page, ...filter, name };
      const items = await readNumberedPages((page) =>
        api.get(path`/zones/${zone.id}/dns_records`, ItemPage, { query: { ...query, page } }),
      );
      return items.map((item) => fromItem(item, zone));
    },

    ...writes,
    changeRecords: createBatch({ api, toItem: toBody, ...writes }),
  };
});

function toBody(draft: RecordDraft, zone: Zone) {
  const item = toItem(draft, zone);
  const data = toData(draft);
  return data === undefined ? item : { name: item.name, type: item.type, ttl: item.ttl, data };
}

function pageOf<T>(element: z.ZodType<T>) {
  return z
    .object({ result: z.array(element), result_info: z.object({ total_pages: z.number() }).optional() })
    .transform(({ result, result_info }) => ({ items: result, pages: result_info?.total_pages }));
}

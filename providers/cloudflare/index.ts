import { z } from 'zod';
import {
  canonicalName,
  defineProvider,
  fullName,
  isSameName,
  isWithin,
  path,
  type Query,
  type RecordDraft,
  readNumberedPages,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import { createBatch } from './batch.js';
import { toData } from './content.js';
import { explain } from './explain.js';
import type manifest from './manifest.json';

/** A zone is served while it is `active`; others are pending, moved away, switched off. */
const Zone = z.object({ id: z.string(), name: z.string(), status: z.string().optional() });
type Zone = z.infer<typeof Zone>;
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
  quotes: 'always',
});

const per_page = 100;
/** The API shows no more zones than that on a page. */
const zonesAtOnce = 50;

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { token, zoneToken, username, zoneId, accountId } = options;
  const client = http.extend({ baseUrl: options.apiUrl, explain });
  const credential =
    username === undefined ? { bearer: token } : { headers: { 'x-auth-email': username, 'x-auth-key': token } };
  const api = client.extend(credential);
  const zonesApi = zoneToken === undefined ? api : client.extend({ bearer: zoneToken });
  const writes = restRecords<Zone>({
    api,
    path: (zone) => path`/zones/${zone.id}/dns_records`,
    // "data" is null wherever the content says it all.
    toItem: (draft, zone) => ({ data: null, ...toBody(draft, zone) }),
    toChange: toBody,
  });

  async function readRecords(id: string, query: Query) {
    return readNumberedPages((page) =>
      api.get(path`/zones/${id}/dns_records`, ItemPage, { query: { per_page, ...query, page } }),
    );
  }

  /** By its records, for which the right to edit them is enough: the API makes foreign names part of whatever zone it is. */
  async function zoneWithId(id: string, name: string): Promise<Zone | undefined> {
    const { items } = await api.get(path`/zones/${id}/dns_records`, ItemPage, { query: { per_page } });
    const isForeign = (item: object) =>
      'name' in item && !isWithin(canonicalName(String(item.name)), canonicalName(name));
    return items.some(isForeign) ? undefined : { id, name };
  }

  return {
    async findZone(name) {
      if (zoneId !== undefined) return zoneWithId(zoneId, name);
      const isServed = ({ status = 'active' }: Zone) => status === 'active';
      const isIt = (zone: Zone) => isServed(zone) && isSameName(zone.name, name);
      const query = { name, 'account.id': accountId, per_page: zonesAtOnce };
      const read = (page?: number) => zonesApi.get('/zones', ZonePage, { query: { ...query, page } });
      return zoneNamed(await readNumberedPages(read, isIt), name, { isServed, option: 'zone-id' });
    },

    async listRecords(zone, filter) {
      const name = filter.name === undefined ? undefined : fullName(filter.name, zone.name);
      // Not by content, which the API compares by the letter: some of its TXT stand in quotes and some do not.
      const items = await readRecords(zone.id, { type: filter.type, name });
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

import { z } from 'zod';
import {
  defineProvider,
  fullName,
  type RecordDraft,
  readNumberedPages,
  recordItems,
  restRecords,
} from '../../core/sdk/index.js';
import { createBatch } from './batch.js';
import { mustBeQuoted, toData } from './content.js';
import { explain } from './explain.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const OneZone = z.object({ result: Zone }).transform(({ result }) => result);
const Pages = z.object({ total_pages: z.number() }).optional();
const ZonePage = z.object({ result: z.array(Zone), result_info: Pages });
/** The parts of SRV and TLSA come with tabs between them. */
const Item = z
  .looseObject({ type: z.string(), content: z.string() })
  .transform((item) => (item.type === 'TXT' ? item : { ...item, content: item.content.replaceAll('\t', ' ') }));
const ItemPage = z
  .object({ result: z.array(Item), result_info: Pages })
  .transform(({ result, result_info }) => ({ items: result, pages: result_info?.total_pages }));
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
    path: (zone) => `/zones/${zone.id}/dns_records`,
    // "data" is null wherever the content says it all.
    toItem: (draft, zone) => ({ data: null, ...toBody(draft, zone) }),
    toChange: toBody,
  });

  return {
    async findZone(name) {
      if (zoneId !== undefined) {
        const zone = await api.get(`/zones/${zoneId}`, OneZone);
        return zone.name === name ? zone : undefined;
      }
      for (let page = 1; ; page += 1) {
        const { result, result_info } = await api.get('/zones', ZonePage, { query: { page, per_page } });
        const zone = result.find((candidate) => candidate.name === name);
        if (zone !== undefined || page >= (result_info?.total_pages ?? 1)) return zone;
      }
    },

    async listRecords(zone, filter) {
      const name = filter.name === undefined ? undefined : fullName(filter.name, zone.name);
      const query = { per_page, ...filter, name };
      const items = await readNumberedPages((page) =>
        api.get(`/zones/${zone.id}/dns_records`, ItemPage, { query: { ...query, page } }),
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

import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  path,
  readByOffset,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const { toItem, fromItems } = recordItems({ quotes: 'read' });
const Refusal = z
  .object({ error: z.object({ code: z.string(), message: z.string() }) })
  .transform(({ error: { code, message } }) => ({ serviceCode: code, message }));

const limit = 100;

/** The field of a list is `items`, or what the list is of. Where no total is told, a full page may not be the last. */
function pageOf<T>(item: z.ZodType<T>) {
  return z
    .object({ data: z.looseObject({}) })
    .transform(({ data: { items, records = items, zones = records, total } }): unknown => ({ items: zones, total }))
    .pipe(z.object({ items: z.array(item), total: z.number().optional() }))
    .transform(({ items, total = items.length < limit ? items.length : Infinity }) => ({ items, total }));
}

const ZonePage = pageOf(Zone);
const RecordPage = pageOf(z.looseObject({}));

/** https://dnscale.eu/api/overview */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.dnscale.eu/v1',
    bearer: options.apiToken,
    explain: explainRefusals(Refusal),
  });
  const at = (zone: Zone) => path`/zones/${zone.id}/records`;

  return {
    async findZone(name) {
      const zones = await readByOffset((offset = 0) => api.get('/zones', ZonePage, { query: { limit, offset } }));
      return zoneNamed(zones, name);
    },

    async listRecords(zone) {
      const items = await readByOffset((offset = 0) => api.get(at(zone), RecordPage, { query: { limit, offset } }));
      return fromItems(items, zone);
    },

    ...restRecords<Zone>({ api, path: at, toItem }),
  };
});

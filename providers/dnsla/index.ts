import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  type HttpClient,
  type Query,
  readNumberedPages,
  recordItems,
  withoutDot,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** Types have the numbers of the DNS. */
const types: Readonly<Record<string, number>> = {
  ...{ A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16 },
  ...{ AAAA: 28, SRV: 33, CAA: 257 },
};

const Zone = z
  .object({ id: z.string(), domain: z.string() })
  .transform(({ id, domain }) => ({ id, name: withoutDot(domain) }));
type Zone = z.infer<typeof Zone>;
const Item = z.looseObject({ type: z.number() });
const { toItem, fromItems } = recordItems({
  types,
  fields: { name: 'host', content: 'data' },
  priority: { MX: 'preference' },
  quotes: 'read',
});
/** Refusals come with 200. */
const Refused = z
  .object({ code: z.number().refine((code) => code !== 200), msg: z.unknown().optional() })
  .transform(({ code, msg }) => ({ serviceCode: code, message: msg }));

/** The largest page that the API gives. */
const pageSize = 100;

/** https://www.dns.la/docs/ApiDoc */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.dns.la/api',
    basic: { username: options.apiId, password: options.apiSecret },
    explain: explainRefusals(
      Refused,
      [
        [/冲突|already exist/i, 'RECORD_EXISTS'],
        [/不存在|not exist|not found/i, 'RECORD_NOT_FOUND'],
        [/^40[13]$/, 'AUTHENTICATION'],
        [/^429$|频繁/, 'RATE_LIMITED'],
      ],
      'API',
    ),
  });

  return {
    findZone: async (name) => zoneNamed(await readAll(api, '/domainList', Zone), name),

    async listRecords(zone, { type = '', name }) {
      const query = { domainId: zone.id, host: name, type: types[type] };
      return fromItems(await readAll(api, '/recordList', Item, query), zone);
    },

    createRecord: (zone, draft) => api.post('/record', anything, { domainId: zone.id, ...toItem(draft, zone) }),
    updateRecord: (zone, id, draft) => api.put('/record', anything, { id, ...toItem(draft, zone) }),
    deleteRecord: (_zone, id) => api.delete('/record', { query: { id } }),
  };
});

function readAll<T>(api: HttpClient, address: string, schema: z.ZodType<T>, query: Query = {}): Promise<T[]> {
  const Page = z.object({ data: z.object({ total: z.number().default(0), results: z.array(schema).nullish() }) });
  return readNumberedPages(async (pageIndex: number = 1) => {
    const { data } = await api.get(address, Page, { query: { ...query, pageIndex, pageSize } });
    return { items: data.results ?? [], pages: Math.ceil(data.total / pageSize) };
  });
}

import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  type Failure,
  inOtherForm,
  path,
  readPages,
  recordItems,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.looseObject({ name: z.string(), type: z.string(), value: z.string() });
const Page = z.object({
  records: z.array(Item),
  pagination: z.object({ next: z.number().nullish() }).optional(),
});
/** What the API says of a domain that it does not find; of an address that it does not know it says something else, or nothing. */
const explain = explainRefusals(
  z
    .object({ error: z.object({ code: z.string(), message: z.string().optional() }) })
    .transform(({ error: { code: serviceCode, message } }) => ({ serviceCode, message })),
);
const { toItem, fromItem } = recordItems({ fields: { content: 'value' }, apex: '', priority: { MX: 'mxPriority' } });

/** Records on the first page, for which no number is asked, and on each later one. */
const pageSizes = { first: 20, later: 100 };

export default defineProvider<typeof manifest>(({ options, http }) => {
  const { token, teamId } = options;
  const api = http.extend({ baseUrl: 'https://api.vercel.com', bearer: token, query: { teamId }, explain });

  return {
    /** Any version tells whether a domain is there. */
    findZone(name) {
      const read = (version: string) => api.get(path`/${version}/domains/${name}`, anything);
      return zoneUnless(
        'RECORD_NOT_FOUND',
        name,
        inOtherForm(read('v5'), () => read('v4'), isUnknownAddress),
      );
    },

    async listRecords(zone) {
      const items = await readPages(async (until?: number) => {
        const [size, query] =
          until === undefined ? [pageSizes.first, {}] : [pageSizes.later, { until, limit: pageSizes.later }];
        const { records, pagination } = await inOtherForm(
          api.get(path`/v4/domains/${zone.name}/records`, Page, { query }),
          () => api.get(path`/v2/domains/${zone.name}/records`, Page, { query }),
          isUnknownAddress,
        );
        // A moment to go on from is named even where nothing is older.
        return { items: records, next: records.length < size ? undefined : pagination?.next };
      });
      return items.map((item) => fromItem(item, zone));
    },

    ...withoutUpdates<Zone>({
      async createRecord(zone, draft) {
        await api.post(path`/v2/domains/${zone.name}/records`, anything, toItem(draft, zone));
      },
      deleteRecord: (zone, id) => api.delete(path`/v2/domains/${zone.name}/records/${id}`),
    }),
  };
});

function isUnknownAddress({ status, serviceCode }: Failure): boolean {
  return status === 405 || (status === 404 && serviceCode === undefined);
}

import { z } from 'zod';
import {
  anything,
  defineProvider,
  path,
  type RecordDraft,
  readPages,
  recordItems,
  withoutUpdates,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.looseObject({ name: z.string(), type: z.string(), value: z.string() });
const Page = z.object({
  records: z.array(Item),
  pagination: z.object({ next: z.number().nullish() }).optional(),
});
const { toItem, fromItem } = recordItems({ fields: { content: 'value' }, apex: '', priority: { MX: 'mxPriority' } });

/** Records on the first page, for which no number is asked, and on each later one. */
const pageSizes = { first: 20, later: 100 };

export default defineProvider<typeof manifest>(({ options, http }) => {
  const { token, teamId } = options;
  const api = http.extend({ baseUrl: 'https://api.vercel.com', bearer: token, query: { teamId } });

  async function createRecord(zone: { name: string }, draft: RecordDraft): Promise<void> {
    await api.post(path`/v2/domains/${zone.name}/records`, anything, toItem(draft, zone));
  }

  async function deleteRecord(zone: { name: string }, id: string): Promise<void> {
    await api.delete(path`/v2/domains/${zone.name}/records/${id}`);
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/v5/domains/${name}`, anything)),

    async listRecords(zone) {
      const items = await readPages(async (until?: number) => {
        const size = until === undefined ? pageSizes.first : pageSizes.later;
        const query = until === undefined ? {} : { until, limit: size };
        const { records, pagination } = await api.get(path`/v4/domains/${zone.name}/records`, Page, { query });
        // A moment to go on from is named even where nothing is older.
        return { items: records, next: records.length < size ? undefined : (pagination?.next ?? undefined) };
      });
      return items.map((item) => fromItem(item, zone));
    },

    ...withoutUpdates({ createRecord, deleteRecord }),
  };
});

import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  path,
  readPages,
  recordItems,
  restRecords,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** As the service's own client asks for. */
const pageSize = 25;

const OneZone = z.object({ domain: z.object({ name: z.string() }) }).transform(({ domain }) => domain);
const ItemPage = z
  .object({
    domain_records: z.array(z.looseObject({})),
    links: z.object({ pages: z.object({ next: z.string().nullish() }).nullish() }).nullish(),
  })
  .transform(({ domain_records: items, links }) => ({ items, hasNext: typeof links?.pages?.next === 'string' }));
const { toItem, fromItem } = recordItems({ fields: { content: 'data' }, parts: { CAA: ['flags', 'tag', 'data'] } });
/** RFC 9457, and what is wrong with which field. */
const Refused = z
  .object({
    title: z.string(),
    detail: z.string().nullish(),
    errors: z.record(z.string(), z.array(z.string())).nullish(),
  })
  .transform(({ title, detail, errors }) => {
    const reasons = Object.entries(errors ?? {}).map(([field, words]) => `${field}: ${words.join(', ')}`);
    return { message: [title, detail, ...reasons].filter(Boolean).join(' – ') };
  });

/** https://api.binarylane.com.au/reference/#tag/Domains */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.binarylane.com.au/v2',
    bearer: options.apiToken,
    explain: explainRefusals(Refused),
  });

  return {
    findZone: (name) => undefinedIf('RECORD_NOT_FOUND', api.get(path`/domains/${name}`, OneZone)),

    async listRecords(zone, { type }) {
      const items = await readPages(async (page: number = 1) => {
        const query = { type, page, per_page: pageSize };
        const { items, hasNext } = await api.get(path`/domains/${zone.name}/records`, ItemPage, { query });
        return { items, next: hasNext ? page + 1 : undefined };
      });
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords({ api, path: (zone) => path`/domains/${zone.name}/records`, toItem }),
  };
});

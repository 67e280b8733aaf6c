import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  fullName,
  type Path,
  path,
  type RecordDraft,
  readPages,
  recordItems,
  restRecords,
  undefinedIf,
  withDot,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** The API's largest. */
const pageSize = 200;

const OneZone = z.object({ domain: z.object({ name: z.string() }) }).transform(({ domain }) => domain);
const ItemPage = z
  .object({
    domain_records: z.array(z.looseObject({})),
    links: z.object({ pages: z.object({ next: z.string().optional() }).optional() }).optional(),
  })
  .transform(({ domain_records: items, links }) => ({ items, next: links?.pages?.next }));
const { toItem, fromItem } = recordItems({
  fields: { content: 'data' },
  priority: { MX: 'priority', SRV: 'priority' },
  usualPriority: 0,
  parts: { SRV: ['weight', 'port', 'data'], CAA: ['flags', 'tag', 'data'] },
  dots: true,
});

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: path`${baseAddress(options.apiEndpoint)}/v2`, bearer: options.token });

  return {
    findZone: (name) => undefinedIf('RECORD_NOT_FOUND', api.get(path`/domains/${name}`, OneZone)),

    async listRecords(zone, { type, name }) {
      // A page that is named by the one before has these in its address.
      const query = { type, name: name === undefined ? undefined : fullName(name, zone.name), per_page: pageSize };
      const items = await readPages((next?: string | Path) =>
        next === undefined
          ? api.get(path`/domains/${zone.name}/records`, ItemPage, { query })
          : api.get(next, ItemPage),
      );
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords({ api, path: (zone) => path`/domains/${zone.name}/records`, toItem: toBody }),
  };
});

/** The issuers of CAA are host names as well, and need their final dot. */
function toBody(draft: RecordDraft, zone: Zone) {
  const item = toItem(draft, zone);
  return draft.type === 'CAA' && item.tag !== 'iodef' ? { ...item, data: withDot(String(item.data)) } : item;
}

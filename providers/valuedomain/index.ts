import { z } from 'zod';
import { anything, defineProvider, path, readNumberedPages, recordList, zoneNamed } from '../../core/sdk/index.js';
import { lineOf, parseLines } from './lines.js';
import type manifest from './manifest.json';

const Zone = z.object({ domainname: z.string() }).transform(({ domainname }) => ({ name: domainname }));
type Zone = z.infer<typeof Zone>;
const Page = z
  .object({ results: z.array(Zone), paging: z.object({ max: z.number() }).optional() })
  .transform(({ results, paging }) => ({ items: results, pages: paging?.max }));
const Dns = z
  .object({ results: z.object({ ns_type: z.string(), records: z.string(), ttl: z.coerce.number() }) })
  .transform(({ results: { records, ...rest } }) => ({ ...rest, items: parseLines(records, rest.ttl) }));

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.value-domain.com/v1', bearer: options.token });

  return {
    findZone: async (name) =>
      zoneNamed(await readNumberedPages((page) => api.get('/domains', Page, { query: { page } })), name),

    ...recordList({
      read: (zone: Zone) => api.get(path`/domains/${zone.name}/dns`, Dns),
      toItem: lineOf,
      fromItem: ({ record }) => record,
      async write(zone, lines, { ns_type, ttl }) {
        const records = lines.map(({ text }) => text).join('\n');
        await api.put(path`/domains/${zone.name}/dns`, anything, { ns_type, records, ttl });
      },
    }),
  };
});

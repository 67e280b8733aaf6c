import { z } from 'zod';
import { anything, defineProvider, path, readNumberedPages, wholeZone, zoneNamed } from '../../core/sdk/index.js';
import { type Line, lineOf, parseLines } from './lines.js';
import type manifest from './manifest.json';

const Zone = z.object({ domainname: z.string() }).transform(({ domainname }) => ({ name: domainname }));
type Zone = z.infer<typeof Zone>;
const Page = z.object({ results: z.array(Zone), paging: z.object({ max: z.number() }).optional() });
const Dns = z
  .object({ results: z.object({ ns_type: z.string(), records: z.string(), ttl: z.coerce.number() }) })
  .transform(({ results: { records, ...rest } }) => ({ ...rest, entries: parseLines(records, rest.ttl) }));

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.value-domain.com/v1', bearer: options.token });

  return {
    async findZone(name) {
      const zones = await readNumberedPages(async (page?: number) => {
        const { results, paging } = await api.get('/domains', Page, { query: { page } });
        return { items: results, pages: paging?.max };
      });
      return zoneNamed(zones, name);
    },

    ...wholeZone<Zone, Line, z.infer<typeof Dns>>({
      read: (zone) => api.get(path`/domains/${zone.name}/dns`, Dns),
      async write(zone, lines, { ns_type, ttl }) {
        const records = lines.map(({ text }) => text).join('\n');
        await api.put(path`/domains/${zone.name}/dns`, anything, { ns_type, records, ttl });
      },
      toRecord: ({ record }) => record,
      toEntry: lineOf,
    }),
  };
});

import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  path,
  recordItems,
  recordList,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domain = z.object({ id: z.number(), domain: z.string(), is_subdomain: z.boolean().optional() });
const Domains = z
  .array(Domain)
  .transform((all) => all.flatMap(({ id, domain, is_subdomain }) => (is_subdomain ? [] : [{ id, name: domain }])));
type Zone = z.infer<typeof Domains>[number];
/** What else belongs to the zone is written back as it is. */
const Zone = z
  .object({
    dkim_record: z.string().optional(),
    records: z.looseObject({ other: z.array(z.looseObject({})).nullish() }),
  })
  .transform((zone) => ({ ...zone, items: zone.records.other ?? [] }));
const form = recordItems({ fields: { name: 'host', content: 'value' }, hasIds: false, quotes: 'read', dots: true });

/** https://app.swaggerhub.com/apis-docs/keyhelp/api/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: path`${baseAddress(options.baseUrl)}/api/v2`,
    headers: { 'x-api-key': options.apiKey },
  });

  return {
    findZone: async (name) => zoneNamed(await api.get('/domains', Domains, { query: { sort: 'domain_utf8' } }), name),

    ...recordList({
      ...form,
      read: (zone: Zone) => api.get(path`/dns/${zone.id}`, Zone),
      write: (zone, other, { dkim_record, records }) =>
        api.put(path`/dns/${zone.id}`, anything, { dkim_record, records: { ...records, other } }),
    }),
  };
});

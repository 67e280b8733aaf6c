import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  path,
  recordItems,
  recordList,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domain = z
  .object({
    domainInfo: z.object({
      domain: z.string(),
      dns_management: z.boolean().default(true),
      // Loose, since what is not known here has to be written back.
      dns_records: z.array(z.looseObject({})).default([]),
    }),
  })
  .transform(({ domainInfo }) => domainInfo);
const Refusal = z
  .object({ error: z.object({ code: z.coerce.string(), message: z.unknown().optional() }) })
  .transform(({ error }) => ({ message: error.message, serviceCode: error.code }));
const form = recordItems({
  fields: { content: 'value' },
  priority: { MX: 'prio' },
  names: 'full',
  hasIds: false,
  quotes: 'always',
});

/** https://www.versio.nl/RESTapidoc/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const { username, password, endpoint } = options;
  const api = http.extend({
    baseUrl: endpoint,
    basic: { username, password },
    explain: explainRefusals(Refusal, [[/ObjectDoesNotExist/, 'RECORD_NOT_FOUND']]),
  });
  const read = (name: string) => api.get(path`/domains/${name}`, Domain, { query: { show_dns_records: 'true' } });

  return {
    async findZone(name) {
      const found = await undefinedIf('RECORD_NOT_FOUND', read(name));
      return found?.dns_management ? { name: found.domain } : undefined;
    },
    ...recordList({
      ...form,
      read: async (zone: Zone) => ({ items: (await read(zone.name)).dns_records }),
      write: (zone, dns_records) =>
        api.post(path`/domains/${zone.name}/update`, anything, { dns_records }, { repeatable: true }),
    }),
  };
});

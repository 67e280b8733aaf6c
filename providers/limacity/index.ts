import { z } from 'zod';
import { defineProvider, explainRefusals, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ id: z.number(), unicode_fqdn: z.string() })
  .transform(({ id, unicode_fqdn }) => ({ id, name: unicode_fqdn }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ domains: z.array(Zone).default([]) });
const Items = z.object({ records: z.array(z.looseObject({})).default([]) });
const { toItem, fromItem } = recordItems({ apex: '', quotes: 'read' });
/** What is wrong with which field. */
const Refused = z
  .object({ status: z.string(), errors: z.record(z.string(), z.array(z.string())) })
  .transform(({ status, errors }) => {
    const reasons = Object.entries(errors).map(([field, words]) => `${field} ${words.join(', ')}`);
    return { message: [status, ...reasons].join(': ') };
  });

/** https://www.lima-city.de/hilfe/lima-city-api */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://www.lima-city.de/usercp',
    basic: { username: 'api', password: options.apiKey },
    explain: explainRefusals(Refused, [[/taken|already/i, 'RECORD_EXISTS']]),
  });

  return {
    findZone: async (name) => zoneNamed((await api.get('/domains.json', Zones)).domains, name),

    async listRecords(zone) {
      const { records } = await api.get(path`/domains/${zone.id}/records.json`, Items);
      return records.map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/domains/${zone.id}/records.json`,
      recordPath: (zone, id) => path`/domains/${zone.id}/records/${id}`,
      toItem: (draft, zone) => ({ nameserver_record: toItem(draft, zone) }),
    }),
  };
});

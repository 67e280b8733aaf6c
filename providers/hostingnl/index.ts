import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  path,
  readByOffset,
  recordItems,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const limit = 100;
/** No total is told: a full page may not be the last. */
const Domains = z
  .object({ data: z.array(z.object({ domain: z.string() }).transform(({ domain: name }) => ({ name }))) })
  .transform(({ data }) => ({ items: data, total: data.length < limit ? data.length : Infinity }));
const Records = z.object({ data: z.array(z.looseObject({})) });
const { toItem, fromItems } = recordItems({ names: 'full', priority: { MX: 'prio' }, quotes: 'always' });
/** Whatever its status; without `success` the status tells. */
const Refused = z
  .object({
    success: z.literal(false),
    error: z.unknown().optional(),
    errors: z.object({ message: z.string() }).optional().catch(undefined),
  })
  .transform(({ error, errors }) => ({ message: error ?? errors?.message }));

/** https://api.hosting.nl/api/documentation */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.hosting.nl/domains',
    headers: { 'api-token': options.apiKey },
    explain: explainRefusals(Refused),
  });
  const at = (zone: Zone) => path`/${zone.name}/dns`;

  return {
    async findZone(name) {
      const zones = await readByOffset((offset = 0) => api.get('', Domains, { query: { limit, offset } }));
      return zoneNamed(zones, name);
    },

    async listRecords(zone) {
      const { data } = await api.get(at(zone), Records);
      return fromItems(data, zone);
    },

    // Both take lists.
    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) => api.post(at(zone), anything, [toItem(draft, zone)]),
      deleteRecord: (zone, id) => api.delete(at(zone), { body: [{ id }] }),
    }),
  };
});

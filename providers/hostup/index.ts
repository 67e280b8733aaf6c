import { z } from 'zod';
import { defineProvider, explainRefusals, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ data: z.array(Zone) });
const Records = z.object({ records: z.array(z.looseObject({})) });
const { toItem, fromItems } = recordItems({
  fields: { content: 'value' },
  priority: { MX: 'priority' },
  quotes: 'read',
});
/** RFC 9457; what is wrong with single fields stands behind the first words. */
const Problem = z
  .object({ code: z.string(), detail: z.string(), errors: z.array(z.object({ detail: z.string() })).default([]) })
  .transform(({ code, detail, errors }) => ({
    serviceCode: code,
    message: [detail, ...errors.map((error) => error.detail)].join(' '),
  }));

/** https://developer.hostup.se/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://cloud.hostup.se/api/v2',
    bearer: options.apiKey,
    explain: explainRefusals(Problem),
  });

  return {
    async findZone(name) {
      const { data } = await api.get('/dns-zones', Zones, { query: { name } });
      return zoneNamed(data, name);
    },

    async listRecords(zone, { type, name }) {
      const { records } = await api.get(path`/dns-zones/${zone.id}`, Records, { query: { type, name } });
      return fromItems(records, zone);
    },

    ...restRecords<Zone>({ api, path: (zone) => path`/dns-zones/${zone.id}/records`, toItem }),
  };
});

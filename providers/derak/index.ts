import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  path,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ zoneId: z.string(), humanReadable: z.string() })
  .transform(({ zoneId, humanReadable }) => ({ id: zoneId, name: humanReadable }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ result: z.array(Zone) });
const Items = z.object({ data: z.array(z.looseObject({})) });
const { toItem, fromItems } = recordItems({ fields: { id: 'recordId', name: 'host' }, priority: { MX: 'priority' } });
const Refused = z
  .object({ success: z.literal(false), error: z.number() })
  .transform(({ error }) => ({ serviceCode: error }));
const explain = explainRefusals(Refused, [
  [/^1003$/, 'AUTHENTICATION'],
  [/^1013$/, 'RATE_LIMITED'],
  [/^1021$/, 'RECORD_NOT_FOUND'],
]);

export default defineProvider<typeof manifest, Zone>(({ options: { apiKey, websiteId }, http }) => {
  const basic = { username: 'api', password: apiKey };
  const api = http.extend({ baseUrl: 'https://api.derak.cloud', basic, explain });
  const recordsOf = (zone: Zone) => path`/v1.0/zones/${zone.id}/dnsrecords`;

  return {
    async findZone(name) {
      const { result } = await api.get('/api/v2/service/cdn/zones', Zones);
      const asked = result.filter(({ id }) => websiteId === undefined || id === websiteId);
      return zoneNamed(asked, name, { option: 'website-id' });
    },

    listRecords: async (zone) => fromItems((await api.get(recordsOf(zone), Items)).data, zone),

    ...restRecords<Zone>({ api, path: recordsOf, toItem: toBody, changeBy: 'patch' }),
    createRecord: (zone, draft) => api.put(recordsOf(zone), anything, toBody(draft, zone), { repeatable: false }),
  };
});

/** The apex is called by its full name, as the service shows it. */
function toBody(draft: Parameters<typeof toItem>[0], zone: Zone) {
  return { ...toItem(draft, zone), ...(draft.name === '@' && { host: zone.name }) };
}

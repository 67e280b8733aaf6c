import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainStatus,
  fullName,
  path,
  recordItems,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** Full name → type → records. */
const Records = z.record(z.string(), z.record(z.string(), z.array(z.looseObject({}))));
/** As in a zone file; one word of plain characters may stand there bare, and does at others. */
const quotes = (text: string) => !/^[\w.~+/=:-]{1,255}$/.test(text);
const { toItem, fromItem } = recordItems({ names: 'full', dots: true, quotes });

/** https://www.nederhost.nl/kennisbank/domeinnamen/DNS/REST_DNS-API */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.nederhost.nl/dns/v1', bearer: options.apiKey });

  return {
    findZone(name) {
      // A key is for one domain: whatever else is asked for is not there for it.
      const explain = explainStatus({ 403: 'ZONE_NOT_FOUND', 404: 'ZONE_NOT_FOUND' });
      return zoneUnless('ZONE_NOT_FOUND', name, api.get(path`/zones/${name}/records`, Records, { explain }));
    },

    async listRecords(zone) {
      const names = await api.get(path`/zones/${zone.name}/records`, Records);
      return Object.entries(names).flatMap(([name, types]) =>
        Object.entries(types).flatMap(([type, items]) => items.map((item) => fromItem({ ...item, name, type }, zone))),
      );
    },

    ...withoutUpdates<Zone>({
      async createRecord(zone, draft) {
        const { content, ttl } = toItem(draft, zone);
        const address = path`/zones/${zone.name}/records/${fullName(draft.name, zone.name)}/${draft.type}`;
        await api.patch(address, anything, [{ content, ttl }]);
      },
      deleteRecord: (zone, id) => api.delete(path`/zones/${zone.name}/records_by_id/${id}`),
    }),
  };
});

import { defineProvider, explainStatus, path, recordItems, restRecords, zoneNamed } from 'letsencrypt-dns/sdk';
import { z } from 'zod';
import type manifest from '../manifest.json';

// Schemas hold only what is read: an API may add what it likes.
const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({}));

/** How the API calls the parts of a record. */
const { toItem, fromItem } = recordItems({
  fields: { name: 'host', content: 'value' },
  priority: { MX: 'prio' },
});

/** The status that says that the record is there already; the host takes it for a success. */
const explain = explainStatus({ 409: 'RECORD_EXISTS' });

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.example.cloud/v1', bearer: options.token, explain });

  return {
    async findZone(name) {
      const zones = await api.get('/zones', z.array(Zone), { query: { name } });
      return zoneNamed(zones, name);
    },

    async listRecords(zone, { type, name }) {
      const items = await api.get(path`/zones/${zone.id}/records`, Items, { query: { type, host: name } });
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({ api, path: (zone) => path`/zones/${zone.id}/records`, toItem }),
  };
});

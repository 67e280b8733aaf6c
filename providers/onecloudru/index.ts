import { z } from 'zod';
import { anything, defineProvider, path, recordItems, withoutUpdates, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ ID: z.number(), Name: z.string(), LinkedRecords: z.array(z.looseObject({})).nullish() })
  .transform(({ ID, Name, LinkedRecords }) => ({ id: ID, name: Name, records: LinkedRecords ?? [] }));
type Zone = Omit<z.infer<typeof Zone>, 'records'>;
const { fromItems } = recordItems({
  fields: { id: 'ID', type: 'TypeRecord', name: 'HostName', content: 'Text', ttl: 'TTL' },
  quotes: 'read',
});

/** https://1cloud.ru/api/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.1cloud.ru', bearer: options.token });
  /** Zones come with all of their records. */
  const read = () => api.get('/dns', z.array(Zone));

  return {
    async findZone(name) {
      const zones = (await read()).map(({ id, name }) => ({ id, name }));
      return zoneNamed(zones, name);
    },

    async listRecords(zone) {
      const records = (await read()).flatMap(({ id, records }) => (id === zone.id ? records : []));
      return fromItems(
        records.filter(({ TypeRecord }) => TypeRecord === 'TXT'),
        zone,
      );
    },

    ...withoutUpdates<Zone>({
      createRecord: ({ id }, { name, content, ttl }) =>
        api.post('/dns/recordtxt', anything, { DomainId: String(id), Name: name, TTL: String(ttl), Text: content }),
      deleteRecord: (zone, id) => api.delete(path`/dns/${zone.id}/${id}`),
    }),
  };
});

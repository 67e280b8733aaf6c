import { z } from 'zod';
import { anything, defineProvider, path, recordItems, zoneUnless } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Items = z.object({ records: z.array(z.looseObject({})) }).transform(({ records }) => records);
const { toItem, fromItems } = recordItems({
  fields: { id: 'record_id', content: 'data' },
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});

export default defineProvider<typeof manifest>(({ options, http }) => {
  const basic = { username: options.accountName, password: options.apiKey };
  const api = http.extend({ baseUrl: 'https://api.simply.com/2/my/products', basic });

  function list(name: string): Promise<object[]> {
    return api.get(path`/${name}/dns/records/`, Items);
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, list(name)),

    listRecords: async (zone) => fromItems(await list(zone.name), zone),

    createRecord: (zone, draft) => api.post(path`/${zone.name}/dns/records/`, anything, toItem(draft, zone)),

    updateRecord: (zone, id, draft) => api.put(path`/${zone.name}/dns/records/${id}/`, anything, toItem(draft, zone)),

    deleteRecord: (zone, id) => api.delete(path`/${zone.name}/dns/records/${id}/`),
  };
});

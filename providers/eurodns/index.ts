import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  path,
  recordItems,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Items = z.object({ records: z.array(z.looseObject({})).nullish() }).transform(({ records }) => records ?? []);
const { toItem, fromItems } = recordItems({ fields: { name: 'host', content: 'rdata' }, quotes: 'read' });

/** https://docapi.eurodns.com/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const headers = { 'x-app-id': options.appId, 'x-api-key': options.apiKey };
  const api = http.extend({ baseUrl: path`${baseAddress(options.apiUrl)}/dns-zones`, headers });

  const read = ({ name }: Zone) => api.get(path`/${name}`, Items);

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, read({ name })),

    listRecords: async (zone) => fromItems(await read(zone), zone),

    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) => api.post(path`/${zone.name}/dns-records`, anything, [toItem(draft, zone)]),
      deleteRecord: (zone, id) => api.delete(path`/${zone.name}/dns-records/${id}`),
    }),
  };
});

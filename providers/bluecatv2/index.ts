import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  path,
  readPages,
  recordItems,
  signedIn,
  zoneNamed,
} from '../../core/sdk/index.js';
import { deployed } from '../families/bluecat/index.js';
import type manifest from './manifest.json';

const Session = z.object({ basicAuthenticationCredentials: z.string() });
const Zone = z
  .object({ id: z.number(), absoluteName: z.string().nullish() })
  .transform(({ id, absoluteName }) => ({ id, name: absoluteName ?? '' }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ data: z.array(Zone) });
const Item = z
  .looseObject({ name: z.string().nullish(), absoluteName: z.string().nullish() })
  .transform(({ absoluteName, ...item }) => ({ ...item, name: absoluteName ?? item.name ?? '' }));
const Items = z.object({ data: z.array(Item) });
const { toItem, fromItems } = recordItems({ types: { TXT: 'TXTRecord' }, fields: { content: 'text' }, apex: '' });
const limit = 1000;

/** https://docs.bluecatnetworks.com/r/Address-Manager-RESTful-v2-API-Guide/Introduction/9.6.0 */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { username, password, configName, viewName } = options;
  const root = http.extend({ baseUrl: path`${baseAddress(options.serverUrl)}/api/v2` });
  async function logIn(): Promise<string> {
    const session = await root.post('/sessions', Session, { username, password }, { repeatable: true });
    return session.basicAuthenticationCredentials;
  }
  const api = root.extend(signedIn(logIn, { scheme: 'Basic' }));
  const recordsOf = (zone: Zone) => path`/zones/${zone.id}/resourceRecords`;

  return {
    async findZone(name) {
      const wanted = { absoluteName: name, 'configuration.name': configName, 'view.name': viewName };
      const parts = Object.entries(wanted).map(([field, value]) => `${field}:eq('${value}')`);
      const filter = parts.join(' and ');
      const { data } = await api.get('/zones', Zones, { query: { filter } });
      return zoneNamed(data, name);
    },

    async listRecords(zone) {
      const items = await readPages(async (offset: number = 0) => {
        const { data } = await api.get(recordsOf(zone), Items, { query: { limit, offset } });
        return { items: data, next: data.length < limit ? undefined : offset + limit };
      });
      return fromItems(items, zone);
    },

    ...deployed<Zone>({
      add: (zone, draft) => api.post(recordsOf(zone), anything, { ...toItem(draft, zone), recordType: 'TXT' }),
      remove: (id) => api.delete(path`/resourceRecords/${id}`),
      deploy: ({ id }) =>
        api.post(path`/zones/${id}/deployments`, anything, { type: 'QuickDeployment' }, { repeatable: true }),
      skipDeploy: options.skipDeploy,
    }),
  };
});

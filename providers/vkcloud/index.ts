import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  path,
  recordItems,
  signedIn,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import { logInToKeystone } from '../families/keystone/log-in.js';
import type manifest from './manifest.json';

const Zone = z.object({ uuid: z.string(), zone: z.string() }).transform(({ uuid, zone }) => ({ id: uuid, name: zone }));
type Zone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({}));
const { toItem, fromItem } = recordItems({ fields: { id: 'uuid' }, apex: '', quotes: 'read' });

/** https://mcs.mail.ru/docs/networks/vnet/networks/publicdns/api */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { username, password, projectId, domainName } = options;
  const user = { name: username, domain: { name: domainName } };
  const login = { identity: baseAddress(options.identity), user, password, project: { id: projectId } };
  const token = signedIn(() => logInToKeystone(http, login), { header: 'x-auth-token' });
  const api = http.extend({ baseUrl: baseAddress(options.endpoint), ...token });

  return {
    findZone: async (name) => zoneNamed(await api.get('/', z.array(Zone)), name),

    async listRecords(zone) {
      const items = await api.get(path`/${zone.id}/txt/`, Items);
      return items.map((item) => fromItem({ type: 'TXT', ...item }, zone));
    },

    ...withoutUpdates<Zone>({
      /** The type stands in the address. */
      createRecord: (zone, draft) =>
        api.post(path`/${zone.id}/txt/`, anything, { ...toItem(draft, zone), type: undefined }),
      deleteRecord: (zone, id) => api.delete(path`/${zone.id}/txt/${id}`),
    }),
  };
});

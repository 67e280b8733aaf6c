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
import type manifest from './manifest.json';

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);
const Zone = z.object({ domain_id: z.number(), domain: z.string() });
const Zones = z
  .object({ domains: z.array(Zone) })
  .transform(({ domains }) => domains.map(({ domain_id, domain }) => ({ id: domain_id, name: domain })));
type Zone = z.infer<typeof Zones>[number];
/** The SOA is told among the others, by fields of its own. */
const Items = z
  .object({ records: z.array(z.looseObject({ record_type: z.string() })) })
  .transform(({ records }) => records.filter(({ record_type }) => record_type !== 'SOA'));
const { toItem, fromItems } = recordItems({
  fields: { id: 'record_id', type: 'record_type', content: 'value' },
  names: 'full',
});

/** https://github.com/shupp/VegaDNS-API */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const client = http.extend({ baseUrl: path`${baseAddress(options.url)}/1.0`, bodyFormat: 'form' });
  const basic = { username: options.key, password: options.secret };
  const logIn = () => client.post('/token', Token, { grant_type: 'client_credentials' }, { basic, repeatable: true });
  const api = client.extend(signedIn(logIn));

  return {
    findZone: async (name) => zoneNamed(await api.get('/domains', Zones, { query: { search: name } }), name),

    async listRecords(zone) {
      return fromItems(await api.get('/records', Items, { query: { domain_id: zone.id } }), zone);
    },

    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) => api.post('/records', anything, { domain_id: zone.id, ...toItem(draft, zone) }),
      deleteRecord: (_zone, id) => api.delete(path`/records/${id}`),
    }),
  };
});

import { z } from 'zod';
import { defineProvider, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({}));
const { toItem, fromItem } = recordItems({ fields: { content: 'value' }, apex: '', quotes: 'read' });

/** https://help.alwaysdata.com/en/api/resources/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { apiKey, account } = options;
  const username = account === undefined ? apiKey : `${apiKey} account=${account}`;
  const api = http.extend({ baseUrl: 'https://api.alwaysdata.com/v1', basic: { username, password: '' } });

  return {
    findZone: async (name) => zoneNamed(await api.get('/domain/', z.array(Zone)), name),

    async listRecords(zone, { name }) {
      const query = { domain: zone.id, name: name === '@' ? '' : name };
      return (await api.get('/record/', Items, { query })).map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({
      api,
      path: () => '/record/',
      recordPath: (_zone, id) => path`/record/${id}/`,
      toItem: (draft, zone) => ({ domain: zone.id, ...toItem(draft, zone) }),
    }),
  };
});

import { z } from 'zod';
import { defineProvider, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({}));
const { toItem, fromItems } = recordItems({ names: 'fqdn', dots: true });

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const basic = { username: options.username, password: options.token };
  const api = http.extend({ baseUrl: 'https://api.luadns.com/v1', basic });

  return {
    findZone: async (name) => zoneNamed(await api.get('/zones', z.array(Zone)), name),

    listRecords: async (zone) => fromItems(await api.get(path`/zones/${zone.id}/records`, Items), zone),

    ...restRecords<Zone>({ api, path: (zone) => path`/zones/${zone.id}/records`, toItem }),
  };
});

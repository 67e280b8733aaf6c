import { z } from 'zod';
import { defineProvider, explainStatus, path, recordItems, restRecords, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ id: z.number(), domain: z.string(), services: z.object({ dns: z.boolean() }).optional() })
  .transform(({ id, domain, services }) => ({ id, name: domain, isServed: services?.dns !== false }));
type Zone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({}));
const { toItem, fromItems } = recordItems({
  fields: { name: 'host', content: 'data' },
  priority: { MX: 'priority', SRV: 'priority' },
  parts: { SRV: ['weight', 'port', 'data'] },
});
const explain = explainStatus({ 409: 'RECORD_EXISTS' });

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const basic = { username: options.token, password: options.secret };
  const api = http.extend({ baseUrl: 'https://api.domeneshop.no/v0', basic, explain });

  return {
    async findZone(name) {
      // Matches parts of names, too.
      const zones = await api.get('/domains', z.array(Zone), { query: { domain: name } });
      return zoneNamed(zones, name, { isServed: ({ isServed }) => isServed });
    },

    listRecords: async (zone, { type, name }) =>
      fromItems(await api.get(path`/domains/${zone.id}/dns`, Items, { query: { type, host: name } }), zone),

    ...restRecords<Zone>({ api, path: (zone) => path`/domains/${zone.id}/dns`, toItem }),
  };
});

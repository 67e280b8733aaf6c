import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  hostOrEmpty,
  joinSets,
  path,
  recordSetProvider,
  relativeName,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Content = z.union([z.string(), z.array(z.string())]);
const Entry = z
  .object({ name: z.string(), type: z.string(), ttl: z.number().optional(), content: Content })
  .transform(({ content, ...entry }) => ({ ...entry, values: [content].flat() }));
const Sets = z.array(Entry);

/** https://wiki.servercow.de/en/domains/dns_api/api-syntax/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.servercow.de/dns/v1/domains',
    headers: {
      'x-auth-username': options.username,
      'x-auth-password': options.password,
      // Wanted without a body, too.
      'content-type': 'application/json',
    },
    explain: explainRefusals(
      z.object({ error: z.string() }).transform(({ error }) => ({ message: error })),
      [
        [/no such domain/i, 'ZONE_NOT_FOUND'],
        [/auth|credential|password|permission|denied|user/i, 'AUTHENTICATION'],
        [/not found|no such/i, 'RECORD_NOT_FOUND'],
      ],
      'API',
    ),
  });

  return recordSetProvider<Zone>({
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, api.get(path`/${name}`, Sets)),

    /** Values may stand in one entry or in several. */
    async listSets(zone) {
      const entries = await api.get(path`/${zone.name}`, Sets);
      return joinSets(entries.map((entry) => ({ ...entry, name: relativeName(entry.name, zone.name) })));
    },

    async writeSet(zone, { type, name, ttl, values }) {
      const content = values.length === 1 ? values[0] : values;
      const body = { type, name: hostOrEmpty(name), ttl, content };
      await api.post(path`/${zone.name}`, anything, body, { repeatable: true });
    },

    async deleteSet(zone, { type, name }) {
      await api.delete(path`/${zone.name}`, { body: { type, name: hostOrEmpty(name) } });
    },
  });
});

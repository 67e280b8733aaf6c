import { z } from 'zod';
import { anything, defineProvider, groupBy, path, recordSetProvider, zoneUnless } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const text = z.string();
const OneZone = z.object({ data: z.object({ name: text }) });
const Content = z.object({ ip: text.optional(), host: text.optional(), text: text.optional() });
const Item = z.object({ id: text, name: text, type: text, ttl: z.number(), contents: z.array(Content) });
const Items = z.object({ data: z.array(Item) });
/** The field of a value; other types are left out. */
const fields = new Map(Object.entries({ A: 'ip', AAAA: 'ip', CNAME: 'host', TXT: 'text' } as const));

/** https://openapi.liara.ir/?urls.primaryName=DNS */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://dns-service.iran.liara.ir/api/v1',
    bearer: options.apiKey,
    query: { teamID: options.teamId },
  });

  return recordSetProvider({
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/zones/${name}`, OneZone)),

    /** A record holds all values of its name and type; where somebody made several, they are taken together. */
    async listSets(zone) {
      const { data } = await api.get(path`/zones/${zone.name}/dns-records`, Items);
      return [...groupBy(data, ({ type, name }) => `${name} ${type}`).values()].flatMap((items) =>
        items.slice(0, 1).map(({ type, name, ttl }) => {
          const field = fields.get(type);
          const values = items.flatMap(({ contents }) =>
            contents.flatMap((content) => (field && content[field]) ?? []),
          );
          return { type, name, ttl, values, ids: items.map(({ id }) => id) };
        }),
      );
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const body = { name, type, ttl, contents: values.map((value) => ({ [fields.get(type) ?? 'text']: value })) };
      const [first, ...others] = before?.ids ?? [];
      if (first === undefined) return api.post(path`/zones/${zone.name}/dns-records`, anything, body);
      await api.put(path`/zones/${zone.name}/dns-records/${first}`, anything, body);
      for (const id of others) await api.delete(path`/zones/${zone.name}/dns-records/${id}`);
    },

    async deleteSet(zone, { ids }) {
      for (const id of ids) await api.delete(path`/zones/${zone.name}/dns-records/${id}`);
    },
  });
});

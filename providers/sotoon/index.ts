import { z } from 'zod';
import { anything, defineProvider, path, recordSetProvider, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const text = z.string();
const Zone = z
  .object({ metadata: z.object({ name: text }), spec: z.object({ origin: text }) })
  .transform(({ metadata, spec }) => ({ id: metadata.name, name: spec.origin }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ items: z.array(Zone).nullish() });
const Item = z.looseObject({ TXT: text.optional(), ttl: z.number().optional() });
type Item = z.infer<typeof Item>;
/** Name → records of all types. */
const Records = z.object({ spec: z.object({ records: z.record(text, z.array(Item).nullish()).nullish() }) });

/** A resource of Kubernetes, as acme.sh has it from the service. */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: path`https://api.sotoon.ir/delivery/v2.1/global/workspaces/${options.workspaceUuid}/domainzones`,
    bearer: options.token,
  });

  /** Puts these texts in place of those at the name; its other records and the other names stay. */
  async function write(zone: Zone, name: string, old: readonly Item[] = [], texts: readonly object[] = []) {
    const items = [...old.filter(({ TXT }) => TXT === undefined), ...texts];
    const body = { spec: { records: { [name]: items.length === 0 ? null : items } } };
    const headers = { 'content-type': 'application/merge-patch+json' };
    await api.patch(path`/${zone.id}`, anything, body, { headers, repeatable: true });
  }

  return recordSetProvider({
    findZone: async (name) => zoneNamed((await api.get('', Zones)).items ?? [], name),

    async listSets(zone) {
      const { spec } = await api.get(path`/${zone.id}`, Records);
      return Object.entries(spec.records ?? {}).map(([name, given]) => {
        const items = given ?? [];
        const ttl = items.find(({ TXT }) => TXT !== undefined)?.ttl;
        return { type: 'TXT', name, ttl, values: items.flatMap(({ TXT = [] }) => TXT), items };
      });
    },

    async writeSet(zone, { name, ttl, values }, before) {
      const texts = values.map((TXT) => ({ ...before?.items.find((item) => item.TXT === TXT), type: 'TXT', TXT, ttl }));
      await write(zone, name, before?.items, texts);
    },
    deleteSet: (zone, { name, items }) => write(zone, name, items),
  });
});

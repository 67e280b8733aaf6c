import { z } from 'zod';
import {
  anything,
  defineProvider,
  fqdn,
  fromPresentation,
  path,
  type RecordSet,
  readByOffset,
  recordSetProvider,
  relativeName,
  toPresentation,
  undefinedIf,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({ name: z.string(), type: z.string(), ttl: z.number(), content: z.array(z.string()) });
type Item = z.infer<typeof Item>;
const Page = z
  .object({ resourceRecordSets: z.array(Item), _metadata: z.object({ totalCount: z.number() }).optional() })
  .transform(({ resourceRecordSets: items, _metadata }) => ({ items, total: _metadata?.totalCount }));

export default defineProvider<typeof manifest>(({ options, http }) => {
  const baseUrl = 'https://api.leaseweb.com/hosting/v2';
  const api = http.extend({ baseUrl, headers: { 'X-LSW-Auth': options.apiKey } });

  function pathOf(zone: Zone, { type, name }: { type: string; name: string }) {
    return path`/domains/${zone.name}/resourceRecordSets/${fqdn(name, zone.name)}/${type}`;
  }

  return recordSetProvider<Zone>({
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/domains/${name}`, anything)),

    async listSets(zone, { type, name }) {
      if (type !== undefined && name !== undefined) {
        const item = await undefinedIf('RECORD_NOT_FOUND', api.get(pathOf(zone, { type, name }), Item));
        return item === undefined ? [] : [toSet(item, zone)];
      }
      const items = await readByOffset((offset) =>
        api.get(path`/domains/${zone.name}/resourceRecordSets`, Page, { query: { offset } }),
      );
      return items.map((item) => toSet(item, zone));
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      // Text is bare.
      const content = values.map((value) => (type === 'TXT' ? value : toPresentation({ type, content: value })));
      if (before !== undefined) await api.put(pathOf(zone, { type, name }), anything, { content, ttl });
      else {
        const set = { name: fqdn(name, zone.name), type, content, ttl };
        await api.post(path`/domains/${zone.name}/resourceRecordSets`, anything, set);
      }
    },

    async deleteSet(zone, set) {
      await api.delete(pathOf(zone, set));
    },
  });
});

function toSet({ name, type, ttl, content }: Item, zone: Zone): RecordSet {
  const values = content.map((value) => fromPresentation(type, value));
  return { type, name: relativeName(name, zone.name), ttl, values };
}

import { z } from 'zod';
import {
  anything,
  defineProvider,
  type Failure,
  fqdn,
  hostOrEmpty,
  inOtherForm,
  type Path,
  path,
  type RecordSet,
  recordSetProvider,
  relativeName,
  zoneNamed,
} from '../../core/sdk/index.js';
import { toContent, toFields } from './fields.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string(), current_version_id: z.string() });
type Zone = z.infer<typeof Zone>;
/** All of it, since a record is written back as a whole. */
const Item = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  ttl: z.number().optional(),
  /** An alias has none. */
  records: z.array(z.record(z.string(), z.union([z.string(), z.number()]))).default([]),
});

interface ItemSet extends RecordSet {
  readonly item: z.infer<typeof Item>;
}

const isUnreadable = ({ status }: Failure) => status === 400 || status === 422;

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const basic = { username: options.token, password: options.secret };
  const api = http.extend({ baseUrl: 'https://api.gis.gehirn.jp/dns/v1', basic });

  function recordsOf(zone: Zone): Path {
    return path`/zones/${zone.id}/versions/${zone.current_version_id}/records`;
  }

  return recordSetProvider<Zone, ItemSet>({
    removesFirst: true,

    findZone: async (name) => zoneNamed(await api.get('/zones', z.array(Zone)), name),

    async listSets(zone) {
      const found = await api.get(recordsOf(zone), z.array(Item));
      return found.map((item) => {
        const values = item.records.map((fields) => toContent(item.type, fields));
        return { type: item.type, name: relativeName(item.name, zone.name), ttl: item.ttl, values, item };
      });
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const records = values.map((value) => toFields(type, value));
      if (before === undefined) {
        const added = { type, name: fqdn(name, zone.name), enable_alias: false, ttl, records };
        const inZone = { type, name: hostOrEmpty(name), ttl, records };
        const add = (body: object) => api.post(recordsOf(zone), anything, body);
        // Public clients send names within the zone; a name that cannot be read is refused before anything is done.
        await inOtherForm(add(added), () => add(inZone), isUnreadable);
      } else {
        await api.put(path`${recordsOf(zone)}/${before.item.id}`, anything, { ...before.item, ttl, records });
      }
    },

    async deleteSet(zone, { item }) {
      await api.delete(path`${recordsOf(zone)}/${item.id}`);
    },
  });
});

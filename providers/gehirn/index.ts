import { z } from 'zod';
import {
  anything,
  defineProvider,
  fqdn,
  parseRecordId,
  type RecordSet,
  recordSetProvider,
  relativeName,
} from '../../core/sdk/index.js';
import { toContent, toFields } from './fields.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string(), current_version_id: z.string() });
/** All of it, since a record is written back as a whole. */
const Item = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  ttl: z.number().optional(),
  /** An alias has none. */
  records: z.array(z.record(z.string(), z.union([z.string(), z.number()]))).default([]),
});

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.gis.gehirn.jp/dns/v1',
    basic: { username: options.token, password: options.secret },
  });
  const items = new WeakMap<RecordSet, z.infer<typeof Item>>();

  function recordsOf(zone: z.infer<typeof Zone>): string {
    return `/zones/${zone.id}/versions/${zone.current_version_id}/records`;
  }

  const provider = recordSetProvider<z.infer<typeof Zone>>({
    async findZone(name) {
      const zones = await api.get('/zones', z.array(Zone));
      return zones.find((zone) => zone.name === name);
    },

    async listSets(zone) {
      const found = await api.get(recordsOf(zone), z.array(Item));
      return found.map((item) => {
        const values = item.records.map((fields) => toContent(item.type, fields));
        const set = { type: item.type, name: relativeName(item.name, zone.name), ttl: item.ttl, values };
        items.set(set, item);
        return set;
      });
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const records = values.map((value) => toFields(type, value));
      const item = before && items.get(before);
      if (item === undefined) {
        const added = { type, name: fqdn(name, zone.name), enable_alias: false, ttl, records };
        await api.post(recordsOf(zone), anything, added);
      } else {
        await api.put(`${recordsOf(zone)}/${item.id}`, anything, { ...item, ttl, records });
      }
    },

    async deleteSet(zone, set) {
      const item = items.get(set);
      if (item !== undefined) await api.delete(`${recordsOf(zone)}/${item.id}`);
    },
  });

  return {
    ...provider,
    async updateRecord(zone, id, draft) {
      const { type, name } = parseRecordId(id);
      if (type === draft.type && name === draft.name) return provider.updateRecord(zone, id, draft);
      await provider.deleteRecord(zone, id);
      await provider.createRecord(zone, draft);
    },
  };
});

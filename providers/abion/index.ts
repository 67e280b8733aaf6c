import { z } from 'zod';
import {
  anything,
  defineProvider,
  fromPresentation,
  path,
  type RecordSet,
  recordSetProvider,
  type SetWrite,
  toPresentation,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** A value may carry a comment, which is kept. */
const Item = z.looseObject({ ttl: z.number().optional(), rdata: z.string() });
const Records = z.record(z.string(), z.record(z.string(), z.array(Item)));
const OneZone = z
  .object({ data: z.object({ attributes: z.object({ records: Records.nullish() }) }) })
  .transform(({ data }) => data.attributes.records ?? {});

interface StoredSet extends RecordSet {
  readonly items: readonly z.infer<typeof Item>[];
}

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.abion.com/v1', headers: { 'x-api-key': options.apiKey } });
  const read = (zone: Zone) => api.get(path`/zones/${zone.name}`, OneZone);

  /** What is null is removed; what is left out stays (RFC 7396). */
  async function writeSets(zone: Zone, writes: readonly SetWrite<StoredSet>[]): Promise<void> {
    let records: Record<string, object> = {};
    for (const { set, before } of writes) {
      const { type, name, ttl } = set;
      const items = set.values.map((content) => {
        const rdata = type === 'TXT' ? content : toPresentation({ type, content });
        return { rdata, ...before?.items.find((item) => contentOf(type, item) === content), ttl };
      });
      records = { ...records, [name]: { ...records[name], [type]: items.length > 0 ? items : null } };
    }
    const data = { type: 'zone', id: zone.name, attributes: { records } };
    await api.patch(path`/zones/${zone.name}`, anything, { data }, { repeatable: true });
  }

  return recordSetProvider<Zone, StoredSet>({
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, read({ name })),

    async listSets(zone) {
      const names = Object.entries(await read(zone));
      return names.flatMap(([name, types]) =>
        Object.entries(types).map(([type, items]) => {
          const values = items.map((item) => contentOf(type, item));
          return { type, name, ttl: items[0]?.ttl, values, items };
        }),
      );
    },

    writeSet: (zone, set, before) => writeSets(zone, [{ set, before }]),
    deleteSet: (zone, before) => writeSets(zone, [{ set: { ...before, ttl: 0, values: [] }, before }]),
    writeSets,
  });
});

function contentOf(type: string, { rdata }: z.infer<typeof Item>): string {
  return fromPresentation(type, rdata);
}

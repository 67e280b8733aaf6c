import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainWords,
  fromPresentation,
  type NewRecordSet,
  path,
  type RecordSet,
  recordSetProvider,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({ content: z.string(), is_disabled: z.boolean().optional() });
const Rrset = z.object({ name: z.string(), type: z.string(), ttl: z.number(), records: z.array(Item) });
type Rrset = z.infer<typeof Rrset>;

/** A set, and what in it is switched off. */
interface StoredSet extends RecordSet {
  readonly disabled: Rrset['records'];
}

export default defineProvider<typeof manifest>(({ options, http }) => {
  const baseUrl = 'https://developers.hostinger.com/api/dns/v1/zones';
  const explain = explainWords([[/record is not unique/i, 'RECORD_EXISTS']]);
  const api = http.extend({ baseUrl, bearer: options.apiToken, explain });

  function read(name: string): Promise<Rrset[]> {
    return api.get(path`/${name}`, z.array(Rrset));
  }

  /** Without `overwrite` the values come beside those that are there. */
  async function write(zone: Zone, { name, type, ttl }: RecordSet, records: Rrset['records'], overwrite: boolean) {
    await api.put(path`/${zone.name}`, anything, { overwrite, zone: [{ name, records, ttl, type }] });
  }

  return recordSetProvider<Zone, StoredSet>({
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, read(name)),

    listSets: async (zone) => (await read(zone.name)).map(toSet),

    async writeSet(zone, set: NewRecordSet, before) {
      const { values: old = [], disabled = [] } = before ?? {};
      const added = set.values.filter((value) => !old.includes(value));
      const isAddition = added.length > 0 && old.every((value) => set.values.includes(value));
      if (isAddition) await write(zone, set, added.map(toItem), false);
      else await write(zone, set, [...set.values.map(toItem), ...disabled], true);
    },

    async deleteSet(zone, set) {
      if (set.disabled.length > 0) return write(zone, set, set.disabled, true);
      const { name, type } = set;
      await api.send('DELETE', path`/${zone.name}`, { body: { filters: [{ name, type }] } });
    },
  });
});

function toItem(content: string) {
  return { content };
}

function toSet({ name, type, ttl, records }: Rrset): StoredSet {
  const values = records.filter((item) => !item.is_disabled).map(({ content }) => fromPresentation(type, content));
  return { type, name, ttl, values, disabled: records.filter((item) => item.is_disabled) };
}

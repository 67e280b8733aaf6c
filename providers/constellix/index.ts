import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainWords,
  Failure,
  isFailure,
  joinPriority,
  type NewRecordSet,
  type OutgoingRequest,
  type Path,
  parseRecordId,
  path,
  type RecordFilter,
  recordSetProvider,
  undefinedIf,
  zoneNamed,
} from '../../core/sdk/index.js';
import { Item, type ItemSet, isPlain, toItem, toSet } from './items.js';
import type manifest from './manifest.json';
import { constellixV4 } from './v4.js';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const explain = explainWords([[/already exists/, 'RECORD_EXISTS']]);

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  if (options.apiVersion === '4') {
    return constellixV4(http, { apiKey: options.username, secretKey: options.token, now });
  }

  const api = http.extend({ baseUrl: 'https://api.dns.constellix.com/v1', sign, explain });

  /** HMAC-SHA1 over the time in milliseconds. */
  function sign({ headers }: OutgoingRequest): void {
    const date = String(now());
    headers['x-cnsdns-apikey'] = options.username;
    headers['x-cnsdns-requestdate'] = date;
    headers['x-cnsdns-hmac'] = createHmac('sha1', options.token).update(date).digest('base64');
  }

  /** Where there is nothing to list, the API answers 404. */
  async function list<T>(address: string | Path, schema: z.ZodType<T>): Promise<T[]> {
    return (await undefinedIf('RECORD_NOT_FOUND', api.get(address, z.array(schema)))) ?? [];
  }

  async function listSets(zone: Zone, { type }: RecordFilter): Promise<ItemSet[]> {
    const all = path`/domains/${zone.id}/records/`;
    const items = await list(type === undefined ? all : path`${all}${type}/`, Item);
    return items.filter(isPlain).map((item) => toSet(item, zone.name));
  }

  async function writeSet(zone: Zone, set: NewRecordSet, before?: ItemSet): Promise<void> {
    const address = path`/domains/${zone.id}/records/${set.type}/`;
    if (before === undefined) await api.post(address, anything, toItem(set));
    else await api.put(path`${address}${before.id}/`, anything, toItem(set, before));
  }

  const sets = recordSetProvider<Zone, ItemSet>({
    findZone: async (name) => zoneNamed(await list('/domains/', Zone), name),
    listSets,
    writeSet,
    async deleteSet(zone, set) {
      await api.delete(path`/domains/${zone.id}/records/${set.type}/${set.id}/`);
    },
  });

  return {
    ...sets,

    /** Mostly the name is free; only where it is not must the record be read and added to. */
    async createRecord(zone, draft) {
      try {
        await writeSet(zone, { ...draft, values: [joinPriority(draft)] }, undefined);
      } catch (error) {
        if (!isFailure(error, 'RECORD_EXISTS')) throw error;
        await sets.createRecord(zone, draft).catch(refuseOthers);
      }
    },

    /** A record of a single value keeps its id when its name changes. */
    async updateRecord(zone, id, draft) {
      const { type, name, content } = parseRecordId(id);
      const found = (await listSets(zone, { type })).filter((set) => set.name === name || set.name === draft.name);
      const [only, ...others] = found;
      const alone = only?.name === name && only.values.length === 1 && others.length === 0;
      if (!alone || only.values[0] !== content || draft.type !== type) return sets.updateRecord(zone, id, draft);
      await writeSet(zone, { ...draft, values: [joinPriority(draft)] }, only);
    },
  };
});

function refuseOthers(error: unknown): never {
  if (!isFailure(error, 'RECORD_EXISTS')) throw error;
  throw new Failure('UNSUPPORTED', 'the record that is there has failover or pools, which are left alone', {
    cause: error,
  });
}

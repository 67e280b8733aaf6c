import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  explainWords,
  Failure,
  type HttpResponse,
  inOtherForm,
  isFailure,
  joinPriority,
  type NewRecordSet,
  type OutgoingRequest,
  type Path,
  parseRecordId,
  path,
  type RecordFilter,
  recordSetProvider,
  recordsOfSet,
  undefinedIf,
  zoneNamed,
} from '../../core/sdk/index.js';
import { Item, type ItemSet, isPlain, toItem, toSet } from './items.js';
import type manifest from './manifest.json';
import { constellixV4 } from './v4.js';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Zones = z.array(Zone);
const Items = z.array(Item);
const explainKind = explainWords([[/already exists/, 'RECORD_EXISTS']]);
const Refusal = z.object({ errors: z.array(z.string()) });
/** Our own name for a refusal in the API's own form; a server that does not know an address says nothing of the kind. */
const refused = 'refused';

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  if (options.apiVersion === '4') {
    return constellixV4(http, { apiKey: options.username, secretKey: options.token, now });
  }

  const api = http.extend({ baseUrl: 'https://api.dns.constellix.com/v1', sign, explain });

  /** HMAC-SHA1 over the time in milliseconds, in the two forms that the API takes: three headers, and all in one. */
  function sign({ headers }: OutgoingRequest): void {
    const date = String(now());
    const hmac = createHmac('sha1', options.token).update(date).digest('base64');
    const token = `${options.username}:${hmac}:${date}`;
    http.hide(token);
    headers['x-cnsdns-apikey'] = options.username;
    headers['x-cnsdns-requestdate'] = date;
    headers['x-cnsdns-hmac'] = hmac;
    headers['x-cns-security-token'] = token;
  }

  /** Where there is nothing to list, the API answers 404. */
  async function list<T>(listing: Promise<T[]>): Promise<T[]> {
    return (await undefinedIf('RECORD_NOT_FOUND', listing)) ?? [];
  }

  function listZones(name: string): Promise<Zone[]> {
    const search = { query: { exact: name } };
    return list(
      inOtherForm(api.get('/domains/', Zones), () => api.get('/domains/search', Zones, search), isUnknownAddress),
    );
  }

  /** The records of a type, or one of them, in the two ways in which the API is documented: `TXT/7/` and `txt/7`. */
  function inEitherCase<T>(
    zone: Zone,
    type: string,
    id: number | undefined,
    ask: (address: Path) => Promise<T>,
  ): Promise<T> {
    const all = path`/domains/${zone.id}/records/`;
    const small = path`${all}${type.toLowerCase()}`;
    const first = id === undefined ? path`${all}${type}/` : path`${all}${type}/${id}/`;
    return inOtherForm(ask(first), () => ask(id === undefined ? small : path`${small}/${id}`), isUnknownAddress);
  }

  async function listSets(zone: Zone, { type }: RecordFilter): Promise<ItemSet[]> {
    const items = await list(
      type === undefined
        ? api.get(path`/domains/${zone.id}/records/`, Items)
        : inEitherCase(zone, type, undefined, (address) => api.get(address, Items)),
    );
    return items.filter(isPlain).map((item) => toSet(item, zone.name));
  }

  async function writeSet(zone: Zone, set: NewRecordSet, before?: ItemSet): Promise<void> {
    await inEitherCase(zone, set.type, before?.id, (address) =>
      before === undefined ? api.post(address, anything, toItem(set)) : api.put(address, anything, toItem(set, before)),
    );
  }

  const sets = recordSetProvider<Zone, ItemSet>({
    findZone: async (name) => zoneNamed(await listZones(name), name),
    listSets,
    writeSet,
    async deleteSet(zone, set) {
      await inEitherCase(zone, set.type, set.id, (address) => api.delete(address));
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
      const { type, name } = parseRecordId(id);
      const found = (await listSets(zone, { type })).filter((set) => set.name === name || set.name === draft.name);
      const isAlone =
        found
          .flatMap(recordsOfSet)
          .map((record) => record.id)
          .join() === id;
      if (!isAlone || draft.type !== type) return sets.updateRecord(zone, id, draft);
      await writeSet(zone, { ...draft, values: [joinPriority(draft)] }, found[0]);
    },
  };
});

function explain(response: HttpResponse): ExplainedFailure | undefined {
  const isRefusal = Refusal.safeParse(response.data).success;
  return explainKind(response) ?? (isRefusal ? { serviceCode: refused } : undefined);
}

function isUnknownAddress({ status, serviceCode }: Failure): boolean {
  return status === 405 || (status === 404 && serviceCode !== refused);
}

function refuseOthers(error: unknown): never {
  if (!isFailure(error, 'RECORD_EXISTS')) throw error;
  throw new Failure('UNSUPPORTED', 'the record that is there has failover or pools, which are left alone', {
    cause: error,
  });
}

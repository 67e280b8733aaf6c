import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  Failure,
  type HttpClient,
  isFailure,
  noRecord,
  type Path,
  parseRecordId,
  path,
  type RecordChange,
  type RecordDraft,
  type RecordFilter,
  readPages,
  recordId,
  replaceRecord,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import { Item, idOf, toItem, toRecord, unlessForbidden } from './answers.js';
import { type Key, keyOf, recordsOf, setPath, setsOf } from './sets.js';

/** The API shows no more records at once, whatever was asked for. */
const pageSize = 500;

/**
 * By zone, type and name, what this process has added without being able to look. Passes and doors each have a client of
 * their own, and what one has added must stay when another removes its own.
 */
const unseen = new Map<string, Item[]>();

/** Version 1 of the API: replaces all records of a type, or of a type and name. */
export function createVersion1(http: HttpClient): DnsProvider {
  // Writing the same set twice is harmless, and adding a record twice is refused.
  const api = http.extend({ baseUrl: 'https://api.godaddy.com/v1/domains', repeatable: true });
  async function read(zone: Zone, { type, name }: RecordFilter): Promise<Item[]> {
    const all = recordsOf(zone);
    const ofType = type === undefined ? all : path`${all}/${type}`;
    const address = type === undefined || name === undefined ? ofType : setPath(zone, { type, name });
    const items = new Map<string, Item>();
    await readPages(async (offset?: number) => {
      const query = offset === undefined ? {} : { limit: pageSize, offset };
      const page = await api.get(address, z.array(Item), { query });
      const before = items.size;
      for (const item of page) items.set(idOf(item), items.get(idOf(item)) ?? item);
      const isFull = items.size > before && page.length >= pageSize;
      return { items: page, next: isFull ? (offset ?? 1) + 1 : undefined };
    });
    return [...items.values()];
  }

  async function replace(address: Path, items: readonly Item[]): Promise<void> {
    await api.put(address, anything, items);
  }

  async function add(zone: Zone, drafts: readonly RecordDraft[]): Promise<void> {
    for (const [first, ...others] of setsOf(drafts.map(toItem))) {
      const items = [first, ...others];
      const set = await unlessForbidden(read(zone, first));
      const known = set?.map(idOf) ?? [];
      const added = items.filter((item) => !known.includes(idOf(item)));
      if (set === undefined) await addUnseen(zone, added);
      else if (added.length > 0) await replace(setPath(zone, first), [...set, ...added]);
    }
  }

  async function addUnseen(zone: Zone, items: readonly Item[]): Promise<void> {
    await api.patch(recordsOf(zone), anything, items);
    for (const [first, ...others] of setsOf(items)) {
      const key = keyOf(zone, first);
      unseen.set(key, [...(unseen.get(key) ?? []), first, ...others]);
    }
  }

  /** One request adds what is all new; only where something of it is there must the sets be read. */
  async function addTogether(zone: Zone, drafts: readonly RecordDraft[]): Promise<void> {
    if (setsOf(drafts).length < 2) return add(zone, drafts);
    try {
      await addUnseen(zone, drafts.map(toItem));
    } catch (error) {
      if (!isFailure(error, 'RECORD_EXISTS')) throw error;
      await add(zone, drafts);
    }
  }

  /** As lexicon does it: what stays of the whole type is written back. Clean-up takes the narrow way below. */
  async function remove(zone: Zone, ids: readonly string[]): Promise<void> {
    const all = await unlessForbidden(read(zone, {}));
    if (all === undefined) return removeUnseen(zone, ids);
    // What a page might have missed must not be lost by writing the rest.
    if (all.length >= pageSize) return removeByName(zone, ids);
    const doomed = all.filter((item) => ids.includes(idOf(item)));
    for (const type of new Set(doomed.map((item) => item.type))) {
      const kept = all.filter((item) => item.type === type && !doomed.includes(item));
      if (kept.length > 0) await replace(path`${recordsOf(zone)}/${type}`, kept);
      // An empty list would be ignored.
      else {
        const items = doomed.filter((item) => item.type === type);
        for (const [first] of setsOf(items)) await api.delete(setPath(zone, first));
      }
    }
  }

  /** Reads and writes one name at a time, so that what others change elsewhere meanwhile stays. */
  async function removeByName(zone: Zone, ids: readonly string[]): Promise<void> {
    for (const [first, ...others] of setsOf(ids.map(parseRecordId))) {
      const set = await unlessForbidden(read(zone, first));
      if (set === undefined) {
        await removeUnseen(zone, [first, ...others].map(recordId));
        continue;
      }
      const kept = set.filter((item) => !ids.includes(idOf(item)));
      if (kept.length === set.length) continue;
      if (kept.length > 0) await replace(setPath(zone, first), kept);
      // An empty list would be refused.
      else await api.delete(setPath(zone, first));
    }
  }

  async function removeUnseen(zone: Zone, ids: readonly string[]): Promise<void> {
    for (const [first, ...others] of setsOf(ids.map(parseRecordId))) {
      const keys = [first, ...others];
      const key = keyOf(zone, first);
      const known = unseen.get(key) ?? [];
      const kept = known.filter((item) => !ids.includes(idOf(item)));
      const isChallenge = keys.every(({ type, name }) => type === 'TXT' && /^_acme-challenge(\.|$)/.test(name));
      if (!isChallenge && known.length - kept.length < keys.length) throw mayNotRead(first);
      if (kept.length > 0) await replace(setPath(zone, first), kept);
      else await api.delete(setPath(zone, first));
      if (kept.length > 0) unseen.set(key, kept);
      else unseen.delete(key);
    }
  }

  return {
    async findZone(name) {
      return zoneUnless('RECORD_NOT_FOUND', name, unlessForbidden(api.get(path`/${name}`, anything)));
    },

    async listRecords(zone, filter) {
      return (await read(zone, filter)).map(toRecord);
    },

    createRecord: (zone, draft) => add(zone, [draft]),

    async updateRecord(zone, id, draft) {
      const all = await read(zone, {});
      const old = all.find((item) => idOf(item) === id);
      if (old === undefined) throw noRecord(id);
      if (old.type !== draft.type || (old.name !== draft.name && all.length >= pageSize)) {
        return replaceRecord({ add: () => add(zone, [draft]), remove: () => remove(zone, [id]) });
      }
      const replaced = { ...old, ...toItem(draft) };
      const ofType = all.filter((item) => item.type === old.type).map((item) => (item === old ? replaced : item));
      if (old.name !== draft.name) return replace(path`${recordsOf(zone)}/${old.type}`, ofType);
      const ofName = ofType.filter((item) => item.name === old.name);
      return replace(setPath(zone, old), ofName);
    },

    deleteRecord: (zone, id) => remove(zone, [id]),

    async changeRecords(zone, { create, remove: removed }: RecordChange) {
      await addTogether(zone, create);
      const ids = removed.map((record) => record.id);
      if (ids.length > 0) await remove(zone, ids);
    },

    removeRecords: (zone, records) =>
      removeByName(
        zone,
        records.map((record) => record.id),
      ),
  };
}

function mayNotRead({ type, name }: Key): Failure {
  return new Failure(
    'AUTHENTICATION',
    `GoDaddy does not let this account read its ${type} records called ${name}, so none is removed`,
    {
      hint: 'Use a personal access token (--auth-token), or remove the record at GoDaddy',
    },
  );
}

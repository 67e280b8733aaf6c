import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  Failure,
  type HttpClient,
  parseRecordId,
  type RecordChange,
  type RecordDraft,
  type RecordFilter,
  recordId,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import { Item, idOf, toItem, toRecord, unlessForbidden } from './answers.js';

type Key = Pick<RecordDraft, 'type' | 'name'>;

/** The API shows no more records at once, whatever was asked for. */
const pageSize = 500;

/** Version 1 of the API: replaces all records of a type, or of a type and name. */
export function createVersion1(http: HttpClient): DnsProvider {
  // Writing the same set twice is harmless, and adding a record twice is refused.
  const api = http.extend({ baseUrl: 'https://api.godaddy.com/v1/domains', repeatable: true });
  /** By type and name, what was added without being able to look. */
  const unseen = new Map<string, Item[]>();

  async function read(zone: Zone, { type, name }: RecordFilter): Promise<Item[]> {
    const path = `/${zone.name}/records${type === undefined ? '' : name === undefined ? `/${type}` : setPath({ type, name })}`;
    const items = await api.get(path, z.array(Item));
    for (let offset = 2, isFull = items.length >= pageSize; isFull; offset += 1) {
      const page = await api.get(path, z.array(Item), { query: { limit: pageSize, offset } });
      const known = new Set(items.map(idOf));
      const added = page.filter((item) => !known.has(idOf(item)));
      items.push(...added);
      isFull = added.length > 0 && page.length >= pageSize;
    }
    return items;
  }

  async function replace(zone: Zone, path: string, items: readonly Item[]): Promise<void> {
    await api.put(`/${zone.name}/records${path}`, anything, items);
  }

  async function add(zone: Zone, drafts: readonly RecordDraft[]): Promise<void> {
    for (const [path, items] of grouped(drafts.map(toItem), setPath)) {
      const [first] = items;
      const set = first && (await unlessForbidden(read(zone, first)));
      const known = set?.map(idOf) ?? [];
      const added = items.filter((item) => !known.includes(idOf(item)));
      if (set === undefined) {
        await api.patch(`/${zone.name}/records`, anything, added);
        unseen.set(path, [...(unseen.get(path) ?? []), ...added]);
      } else if (added.length > 0) await replace(zone, path, [...set, ...added]);
    }
  }

  /** As lexicon does it: what stays of the whole type is written back. Clean-up takes the narrow way below. */
  async function remove(zone: Zone, ids: readonly string[]): Promise<void> {
    const all = await unlessForbidden(read(zone, {}));
    if (all === undefined) return removeUnseen(zone, ids);
    // What a page might have missed must not be lost by writing the rest.
    if (all.length >= pageSize) return removeByName(zone, ids);
    const doomed = all.filter((item) => ids.includes(idOf(item)));
    for (const [type, items] of grouped(doomed, (item) => item.type)) {
      const kept = all.filter((item) => item.type === type && !items.includes(item));
      if (kept.length > 0) await replace(zone, `/${type}`, kept);
      // An empty list would be ignored.
      else for (const path of grouped(items, setPath).keys()) await api.delete(`/${zone.name}/records${path}`);
    }
  }

  /** Reads and writes one name at a time, so that what others change elsewhere meanwhile stays. */
  async function removeByName(zone: Zone, ids: readonly string[]): Promise<void> {
    for (const [path, keys] of grouped(ids.map(parseRecordId), setPath)) {
      const [first] = keys;
      const set = first && (await unlessForbidden(read(zone, first)));
      if (set === undefined) {
        await removeUnseen(zone, keys.map(recordId));
        continue;
      }
      const kept = set.filter((item) => !ids.includes(idOf(item)));
      if (kept.length === set.length) continue;
      if (kept.length > 0) await replace(zone, path, kept);
      // An empty list would be refused.
      else await api.delete(`/${zone.name}/records${path}`);
    }
  }

  async function removeUnseen(zone: Zone, ids: readonly string[]): Promise<void> {
    for (const [path, keys] of grouped(ids.map(parseRecordId), setPath)) {
      const known = unseen.get(path) ?? [];
      const kept = known.filter((item) => !ids.includes(idOf(item)));
      const isChallenge = keys.every(({ type, name }) => type === 'TXT' && /^_acme-challenge(\.|$)/.test(name));
      if (!isChallenge && known.length - kept.length < keys.length) throw mayNotRead(path);
      if (kept.length > 0) await replace(zone, path, kept);
      else await api.delete(`/${zone.name}/records${path}`);
      unseen.set(path, kept);
    }
  }

  return {
    async findZone(name) {
      return zoneUnless('RECORD_NOT_FOUND', name, unlessForbidden(api.get(`/${name}`, anything)));
    },

    async listRecords(zone, filter) {
      return (await read(zone, filter)).map(toRecord);
    },

    createRecord: (zone, draft) => add(zone, [draft]),

    async updateRecord(zone, id, draft) {
      const all = await read(zone, {});
      const old = all.find((item) => idOf(item) === id);
      if (old === undefined) throw new Failure('RECORD_NOT_FOUND', `no record has the identifier ${id}`);
      if (old.type !== draft.type || (old.name !== draft.name && all.length >= pageSize)) {
        await add(zone, [draft]);
        return remove(zone, [id]);
      }
      const replaced = { ...old, ...toItem(draft) };
      const ofType = all.filter((item) => item.type === old.type).map((item) => (item === old ? replaced : item));
      if (old.name !== draft.name) return replace(zone, `/${old.type}`, ofType);
      const ofName = ofType.filter((item) => item.name === old.name);
      return replace(zone, setPath(old), ofName);
    },

    deleteRecord: (zone, id) => remove(zone, [id]),

    async changeRecords(zone, { create, remove: removed }: RecordChange) {
      await add(zone, create);
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

function setPath({ type, name }: Key): string {
  return `/${type}/${encodeURIComponent(name)}`;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function mayNotRead(path: string): Failure {
  return new Failure(
    'AUTHENTICATION',
    `GoDaddy does not let this account read its records${path}, so none is removed`,
    {
      hint: 'Use a personal access token (--auth-token), or remove the record at GoDaddy',
    },
  );
}

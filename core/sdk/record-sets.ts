import { joinPriority } from './content.js';
import type { DnsProvider, RecordChange } from './provider.js';
import type { DnsRecord, RecordDraft, Zone } from './record.js';
import { parseRecordId, recordId } from './record-id.js';
import type { RecordSet, RecordSetApi } from './record-set-api.js';

interface SetChange {
  readonly type: string;
  readonly name: string;
  readonly add: RecordDraft[];
  /** Contents. */
  readonly remove: string[];
  /** Whether another TTL alone is reason enough to write. */
  readonly setsTtl: boolean;
}

/**
 * A provider over an API of record sets. Each write reads the set first and changes only the value in hand; nothing is
 * written where nothing changes. Ids are made from type, name and content. Its manifest says `"granularity": "set"`,
 * `"duplicates": "ignored"` and `"serialWrites": true`.
 */
export function recordSetProvider<Z extends Zone, S extends RecordSet = RecordSet>(
  api: RecordSetApi<Z, S>,
): DnsProvider<Z> {
  async function change(zone: Z, { type, name, add, remove, setsTtl }: SetChange): Promise<void> {
    const before = (await api.listSets(zone, { type, name })).find((set) => set.type === type && set.name === name);
    const old = before?.values ?? [];
    const values = [...new Set([...old.filter((value) => !remove.includes(value)), ...add.map(joinPriority)])];
    // The values share a TTL: a new one takes that of the others rather than to change theirs.
    const ttl = (setsTtl ? add[0]?.ttl : undefined) ?? before?.ttl ?? add[0]?.ttl ?? 3600;
    const isSame = values.length === old.length && values.every((value) => old.includes(value));
    if (isSame && !(setsTtl && before?.ttl !== ttl)) return;
    if (values.length > 0) await api.writeSet(zone, { type, name, ttl, values }, before);
    else if (before !== undefined) await api.deleteSet(zone, before);
  }

  async function changeSets(zone: Z, { create, remove }: RecordChange, setsTtl: boolean): Promise<void> {
    const sets = new Map<string, SetChange>();
    const setOf = ({ type, name }: { type: string; name: string }) => {
      const key = `${type} ${name}`;
      const set = sets.get(key) ?? { type, name, add: [], remove: [], setsTtl };
      sets.set(key, set);
      return set;
    };
    // What is added comes first, so that a failure half-way leaves too much rather than too little.
    for (const draft of create) setOf(draft).add.push(draft);
    for (const record of remove) setOf(record).remove.push(record.content);
    for (const set of sets.values()) await change(zone, set);
  }

  return {
    findZone: (name) => api.findZone(name),
    async listRecords(zone, filter) {
      return (await api.listSets(zone, filter)).flatMap(recordsOf);
    },
    createRecord: (zone, draft) => changeSets(zone, { create: [draft], remove: [] }, false),
    async updateRecord(zone, id, draft) {
      const old = { id, ...parseRecordId(id) };
      const moves = old.type !== draft.type || old.name !== draft.name;
      if (!moves || !api.removesFirst) return changeSets(zone, { create: [draft], remove: [old] }, true);
      await changeSets(zone, { create: [], remove: [old] }, false);
      await changeSets(zone, { create: [draft], remove: [] }, false);
    },
    deleteRecord: (zone, id) => changeSets(zone, { create: [], remove: [{ id, ...parseRecordId(id) }] }, false),
    changeRecords: (zone, change) => changeSets(zone, change, false),
    ...(api.awaitLive && { awaitLive: (zone: Z) => api.awaitLive?.(zone) ?? Promise.resolve() }),
  };
}

function recordsOf(set: RecordSet): DnsRecord[] {
  return set.values.map((content) => ({
    id: recordId({ type: set.type, name: set.name, content }),
    type: set.type,
    name: set.name,
    content,
    ttl: set.ttl,
  }));
}

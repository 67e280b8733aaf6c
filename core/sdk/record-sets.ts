import { joinPriority } from './content.js';
import type { DnsProvider, RecordChange } from './provider.js';
import type { DnsRecord, Zone } from './record.js';
import { parseRecordId, recordId } from './record-id.js';
import type { RecordSet, RecordSetApi } from './record-set-api.js';
import { type SetEdit, setEdits } from './set-edits.js';

/**
 * A provider over an API of record sets. Each write reads the set first and changes only the value in hand; nothing is
 * written where nothing changes. Ids are made from type, name and content. Its manifest says `"granularity": "set"`,
 * `"duplicates": "ignored"` and `"serialWrites": true`.
 */
export function recordSetProvider<Z extends Zone, S extends RecordSet = RecordSet>(
  api: RecordSetApi<Z, S>,
): DnsProvider<Z> {
  /** `setsTtl`: another TTL alone is reason enough to write. */
  async function change(zone: Z, { type, name, add, remove }: SetEdit, setsTtl: boolean): Promise<void> {
    const before = (await api.listSets(zone, { type, name })).find((set) => set.type === type && set.name === name);
    const old = before?.values ?? [];
    const gone = remove.map(({ content }) => content);
    const values = [...new Set([...old.filter((value) => !gone.includes(value)), ...add.map(joinPriority)])];
    // The values share a TTL: a new one takes that of the others rather than to change theirs.
    const ttl = (setsTtl ? add[0]?.ttl : undefined) ?? before?.ttl ?? add[0]?.ttl ?? 3600;
    const isSame = values.length === old.length && values.every((value) => old.includes(value));
    if (isSame && !(setsTtl && before?.ttl !== ttl)) return;
    if (values.length > 0) await api.writeSet(zone, { type, name, ttl, values }, before);
    else if (before !== undefined) await api.deleteSet(zone, before);
  }

  async function changeSets(zone: Z, changes: RecordChange, setsTtl: boolean): Promise<void> {
    for (const edit of setEdits(changes)) await change(zone, edit, setsTtl);
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
    changeRecords: (zone, changes) => changeSets(zone, changes, false),
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

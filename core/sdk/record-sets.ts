import { joinPriority } from './content.js';
import type { DnsProvider, RecordChange } from './provider.js';
import type { Zone } from './record.js';
import { parseRecordId } from './record-id.js';
import type { RecordSet, RecordSetApi, SetWrite } from './record-set-api.js';
import { replaceRecord } from './replace-record.js';
import { type SetEdit, setEdits } from './set-edits.js';
import { recordsOfSet } from './set-records.js';

/**
 * A provider over an API of record sets. Each write reads the set first and changes only the value in hand; nothing is
 * written where nothing changes. Ids are made from type, name and content. Its manifest says `"granularity": "set"`,
 * `"duplicates": "ignored"` and `"serialWrites": true`.
 */
export function recordSetProvider<Z extends Zone, S extends RecordSet = RecordSet>(
  api: RecordSetApi<Z, S>,
): DnsProvider<Z> {
  /** What an edit makes of a set; undefined where nothing changes. `setsTtl`: another TTL alone is reason enough. */
  function plan(sets: readonly S[], { type, name, add, remove }: SetEdit, setsTtl: boolean): SetWrite<S> | undefined {
    const before = sets.find((set) => set.type === type && set.name === name);
    const old = before?.values ?? [];
    const gone = remove.map(({ content }) => content);
    const values = [...new Set([...old.filter((value) => !gone.includes(value)), ...add.map(joinPriority)])];
    // The values share a TTL: a new one takes that of the others rather than to change theirs.
    const ttl = (setsTtl ? add[0]?.ttl : undefined) ?? before?.ttl ?? add[0]?.ttl ?? 3600;
    const isSame = values.length === old.length && values.every((value) => old.includes(value));
    if (isSame && !(setsTtl && before?.ttl !== ttl)) return undefined;
    return { set: { type, name, ttl, values }, before };
  }

  async function write(zone: Z, { set, before }: SetWrite<S>): Promise<void> {
    if (set.values.length > 0) await api.writeSet(zone, set, before);
    else if (before !== undefined) await api.deleteSet(zone, before);
  }

  /** All that has to be read is read before the first write. */
  async function changeTogether(zone: Z, edits: readonly SetEdit[], setsTtl: boolean): Promise<void> {
    const sets: S[] = [];
    for (const type of new Set(edits.map((edit) => edit.type))) sets.push(...(await api.listSets(zone, { type })));
    const writes = edits.flatMap((edit) => plan(sets, edit, setsTtl) ?? []);
    if (writes.length > 1) await api.writeSets?.(zone, writes);
    else for (const only of writes) await write(zone, only);
  }

  async function changeSets(zone: Z, changes: RecordChange, setsTtl: boolean): Promise<void> {
    const edits = setEdits(changes);
    if (edits.length > 1 && api.writeSets !== undefined) return changeTogether(zone, edits, setsTtl);
    for (const edit of edits) {
      const { type, name } = edit;
      const planned = plan(await api.listSets(zone, { type, name }), edit, setsTtl);
      if (planned !== undefined) await write(zone, planned);
    }
  }

  const { awaitLive } = api;
  return {
    findZone: (name) => api.findZone(name),
    async listRecords(zone, filter) {
      return (await api.listSets(zone, filter)).flatMap(recordsOfSet);
    },
    createRecord: (zone, draft) => changeSets(zone, { create: [draft], remove: [] }, false),
    async updateRecord(zone, id, draft) {
      const old = { id, ...parseRecordId(id) };
      const moves = old.type !== draft.type || old.name !== draft.name;
      if (!moves || (!api.removesFirst && api.writeSets !== undefined)) {
        return changeSets(zone, { create: [draft], remove: [old] }, true);
      }
      const add = () => changeSets(zone, { create: [draft], remove: [] }, true);
      if (!api.removesFirst) {
        return replaceRecord({ add, remove: () => changeSets(zone, { create: [], remove: [old] }, false) });
      }
      const before = await api.listSets(zone, { type: old.type, name: old.name });
      const removal = plan(before, { ...old, add: [], remove: [old] }, false);
      if (removal === undefined) return add();
      const { ttl } = removal.set;
      const putBack = () => changeSets(zone, { create: [{ ...old, ttl }], remove: [] }, false);
      await replaceRecord({ add, remove: () => write(zone, removal), removesFirst: { old, putBack } });
    },
    deleteRecord: (zone, id) => changeSets(zone, { create: [], remove: [{ id, ...parseRecordId(id) }] }, false),
    changeRecords: (zone, changes) => changeSets(zone, changes, false),
    ...(awaitLive && { awaitLive: (zone: Z) => awaitLive.call(api, zone) }),
  };
}

import type { DnsProvider, RecordChange } from './provider.js';
import type { DnsRecord, RecordDraft, Zone } from './record.js';
import { noRecord } from './record-id.js';
import { throughChanges } from './through-changes.js';

/** An API that reads and writes all of a zone at once, as entries in an order: items of a list, lines of a text. */
export interface WholeZoneApi<Z extends Zone, E, R extends { readonly entries: readonly E[] }> {
  /** The zone as it stands, with whatever else has to be written back. */
  read(zone: Z): Promise<R>;
  /** Makes these the entries of the zone. `read` is what they were made from. */
  write(zone: Z, entries: readonly E[], read: R): Promise<void>;
  /** A record with an id made by `recordId`; undefined for whatever is none, which stays as it is. */
  toRecord(entry: E, zone: Z): DnsRecord | undefined;
  toEntry(draft: RecordDraft, zone: Z): E;
}

type WholeZone<Z extends Zone> = Required<
  Pick<DnsProvider<Z>, 'listRecords' | 'createRecord' | 'updateRecord' | 'deleteRecord' | 'changeRecords'>
>;

/**
 * All but `findZone` over an API that takes whole zones. Each write reads the zone first; every entry that is not in hand
 * is written back as it came, where it stood, and nothing is written where nothing changes. The manifest says
 * `"granularity": "set"`, `"duplicates": "ignored"` and `"serialWrites": true`.
 */
export function wholeZone<Z extends Zone, E, R extends { readonly entries: readonly E[] }>(
  api: WholeZoneApi<Z, E, R>,
): WholeZone<Z> {
  async function rewrite(zone: Z, edit: (entries: readonly E[]) => readonly E[]): Promise<void> {
    const read = await api.read(zone);
    const before = read.entries;
    const after = edit(before);
    if (after.length === before.length && after.every((entry, index) => entry === before[index])) return;
    await api.write(zone, after, read);
  }

  function changeRecords(zone: Z, { create, remove }: RecordChange): Promise<void> {
    const idOf = (entry: E) => api.toRecord(entry, zone)?.id;
    const leaving = new Set<string | undefined>(remove.map(({ id }) => id));
    return rewrite(zone, (entries) => {
      const kept = entries.filter((entry) => !leaving.has(idOf(entry)));
      const known = new Set(kept.map(idOf));
      const added = create.map((draft) => api.toEntry(draft, zone));
      return [...kept, ...added.filter((entry) => !known.has(idOf(entry)))];
    });
  }

  return {
    async listRecords(zone) {
      const { entries } = await api.read(zone);
      return entries.flatMap((entry) => api.toRecord(entry, zone) ?? []);
    },
    ...throughChanges(changeRecords),
    updateRecord: (zone, id, draft) =>
      rewrite(zone, (entries) => {
        const index = entries.findIndex((entry) => api.toRecord(entry, zone)?.id === id);
        if (index < 0) throw noRecord(id);
        return entries.with(index, api.toEntry(draft, zone));
      }),
  };
}

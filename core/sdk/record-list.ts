import type { DnsProvider, RecordChange } from './provider.js';
import type { DnsRecord, RecordDraft, Zone } from './record.js';
import { throughChanges } from './through-changes.js';

/** An API that gives and takes the list of a zone's records as a whole. `L` is what it gives. */
export interface RecordListApi<Z extends Zone, T extends object, L extends { readonly items: readonly T[] }> {
  readonly read: (zone: Z) => Promise<L>;
  /** Puts this list in place of the one that was read, `before`. */
  readonly write: (zone: Z, items: readonly (T | object)[], before: L) => Promise<void>;
  readonly toItem: (draft: RecordDraft, zone: Z) => object;
  /** Undefined: it is none of the records that can be worked with, and stays. */
  readonly fromItem: (item: object, zone: Z) => DnsRecord | undefined;
}

/**
 * The reading and writing part of a provider over such an API: each change reads the list, and writes it where it becomes
 * another one. Ids are made from type, name and content (`hasIds: false` in `recordItems`). Its manifest says
 * `"granularity": "zone"`, `"duplicates": "ignored"` and `"serialWrites": true`.
 */
export function recordList<Z extends Zone, T extends object, L extends { readonly items: readonly T[] }>(
  api: RecordListApi<Z, T, L>,
) {
  async function changeRecords(zone: Z, { create, remove }: RecordChange): Promise<void> {
    const before = await api.read(zone);
    const idOf = (item: object) => api.fromItem(item, zone)?.id;
    const gone = new Set(remove.map(({ id }) => id));
    const kept = before.items.filter((item) => !gone.has(idOf(item) ?? ''));
    const known = new Set(kept.map(idOf));
    const made = create.map((draft) => api.toItem(draft, zone)).filter((item) => !known.has(idOf(item)));
    if (made.length > 0 || kept.length < before.items.length) await api.write(zone, [...kept, ...made], before);
  }

  async function listRecords(zone: Z): Promise<readonly DnsRecord[]> {
    return (await api.read(zone)).items.flatMap((item) => api.fromItem(item, zone) ?? []);
  }

  const methods: Omit<DnsProvider<Z>, 'findZone'> = { listRecords, ...throughChanges(changeRecords) };
  return methods;
}

import type { DnsProvider, RecordChange } from './provider.js';
import type { DnsRecord, RecordDraft, Zone } from './record.js';
import { noRecord } from './record-id.js';
import { throughChanges } from './through-changes.js';

/** What is read of a zone: its items, and whatever else has to be written back. */
interface ReadList {
  readonly items: readonly object[];
}

/**
 * An API that gives and takes the list of a zone's records as a whole: items of a list, lines of a text. `L` is what it
 * gives, `N` a new item.
 */
export interface RecordListApi<Z extends Zone, N extends object, L extends ReadList> {
  readonly read: (zone: Z) => Promise<L>;
  readonly toItem: (draft: RecordDraft, zone: Z) => N;
  /** Undefined: it is none of the records that can be worked with, and stays. */
  readonly fromItem: (item: L['items'][number] | N, zone: Z) => DnsRecord | undefined;
  /** Puts this list in place of the one that was read, `before`. */
  readonly write: (zone: Z, items: readonly (L['items'][number] | N)[], before: L) => Promise<void>;
}

/**
 * The reading and writing part of a provider over such an API: each change reads the list, and writes it where it becomes
 * another one; what is not in hand goes back as it came, where it stood. Ids are made from type, name and content
 * (`hasIds: false` in `recordItems`). Its manifest says `"granularity": "zone"`, `"duplicates": "ignored"` and
 * `"serialWrites": true`.
 */
export function recordList<Z extends Zone, N extends object, L extends ReadList>(api: RecordListApi<Z, N, L>) {
  type Entry = L['items'][number] | N;

  async function changeRecords(zone: Z, { create, remove }: RecordChange): Promise<void> {
    const before = await api.read(zone);
    const idOf = (item: Entry) => api.fromItem(item, zone)?.id;
    const gone = new Set<string | undefined>(remove.map(({ id }) => id));
    const kept = before.items.filter((item) => !gone.has(idOf(item)));
    const known = new Set(kept.map(idOf));
    const made = create.map((draft) => api.toItem(draft, zone)).filter((item) => !known.has(idOf(item)));
    if (made.length > 0 || kept.length < before.items.length) await api.write(zone, [...kept, ...made], before);
  }

  /** The record stays where it stood. */
  async function updateRecord(zone: Z, id: string, draft: RecordDraft): Promise<void> {
    const before = await api.read(zone);
    const items: Entry[] = [...before.items];
    const index = items.findIndex((item) => api.fromItem(item, zone)?.id === id);
    if (index < 0) throw noRecord(id);
    items[index] = api.toItem(draft, zone);
    await api.write(zone, items, before);
  }

  async function listRecords(zone: Z): Promise<readonly DnsRecord[]> {
    return (await api.read(zone)).items.flatMap((item) => api.fromItem(item, zone) ?? []);
  }

  const methods: Pick<DnsProvider<Z>, 'listRecords' | 'updateRecord'> = { listRecords, updateRecord };
  return { ...throughChanges(changeRecords), ...methods };
}

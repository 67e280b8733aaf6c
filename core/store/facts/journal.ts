import { hash, randomUUID } from 'node:crypto';
import { asObject, type Parser } from '../../disk/parse-json.js';
import { refusedName } from '../../disk/storage-failure.js';
import type { Logger } from '../../sdk/logger.js';
import { createDurableMap, type DurableMap } from './durable-map.js';
import { type EntryOf, entryParser, type JournalEntry, type JournalKind, journalKinds } from './journal-entries.js';

/** An entry with the id that removes it. */
export type Journaled<K extends JournalKind> = EntryOf<K> & { readonly id: string };

/**
 * What is under way, one line of a file for each intention. An entry is durable before `add` returns, so the thing that it
 * announces may then be done; after a kill at any instant, the next start finds it.
 */
export interface Journal {
  /** Writes an entry and returns its id. Owed steps have one id each, however often they are added. @throws Failure STORE */
  add(entry: JournalEntry): Promise<string>;
  /** Writes an entry again under its id (another attempt, a later moment). @throws Failure STORE */
  update(id: string, entry: JournalEntry): Promise<void>;
  /** Forgets an entry; one that is gone already is fine. @throws Failure STORE */
  remove(id: string): Promise<void>;
  /**
   * All entries of a kind, or those alone that bear the name of a certificate, in the order of their ids. A damaged one
   * is left out with a warning. @throws Failure STORE
   */
  list<K extends JournalKind>(kind: K, certificate?: string): Promise<Journaled<K>[]>;
  /** Takes out of the file what is done with (keys among it); worth a call at the end of a pass. @throws Failure STORE */
  tidy(): Promise<void>;
}

/** The same step of the same version is owed once: its id says so, and adding it again after a crash changes nothing. */
function entryId(entry: JournalEntry): string {
  if (entry.kind !== 'owed-step') return `${entry.kind}--${randomUUID().replaceAll('-', '')}`;
  const step = JSON.stringify([entry.certificate, entry.version, entry.plugin]);
  return `${entry.kind}--${hash('sha256', step, 'hex').slice(0, 24)}`;
}

export const parseJournalEntry: Parser<JournalEntry> = (value) => {
  const kind = journalKinds.find((each) => each === asObject(value)?.kind);
  return kind === undefined ? undefined : entryParser(kind)(value);
};

/** Opens the journal in a file, which is created with the first entry; readable by its owner only, since an order carries the key of the certificate to come. */
export function createJournal(path: string, log: Logger): Journal {
  return journalIn(createDurableMap<JournalEntry>({ path, parse: parseJournalEntry, log }));
}

/** The journal of a store that keeps its entries by id. */
export function journalIn(
  entries: Pick<DurableMap<JournalEntry>, 'set' | 'delete'> &
    Partial<Pick<DurableMap<JournalEntry>, 'tidy'>> & {
      /** All entries, or at least those of this kind. */
      values(kind: JournalKind): Promise<ReadonlyMap<string, JournalEntry>>;
    },
): Journal {
  function checked(id: string): string {
    if (!/^[a-z]+(?:-[a-z]+)*--[0-9a-f]+$/.test(id)) throw refusedName('the journal id', id, 'it is none of ours');
    return id;
  }

  return {
    async add(entry) {
      const id = entryId(entry);
      await entries.set(id, entry);
      return id;
    },
    update: async (id, entry) => entries.set(checked(id), entry),
    remove: async (id) => entries.delete(checked(id)),
    async list<K extends JournalKind>(kind: K, certificate?: string) {
      const found: Journaled<K>[] = [];
      // Nothing of others is copied: each certificate of a pass asks several times.
      for (const [id, entry] of await entries.values(kind)) {
        if (isOfKind(entry, kind) && isAbout(entry, certificate)) found.push({ ...entry, id });
      }
      return found.sort((left, right) => (left.id < right.id ? -1 : 1));
    },
    tidy: async () => entries.tidy?.(),
  };
}

function isOfKind<K extends JournalKind>(entry: JournalEntry, kind: K): entry is EntryOf<K> {
  return entry.kind === kind;
}

function isAbout(entry: JournalEntry, certificate: string | undefined): boolean {
  return certificate === undefined || ('certificate' in entry && entry.certificate === certificate);
}

import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from '../sdk/logger.js';
import { ensureDirectory, writeFileAtomic } from './atomic-write.js';
import { mapBounded } from './bounded.js';
import { type EntryOf, entryParser, type JournalEntry, type JournalKind } from './journal-entries.js';
import { readJsonFile } from './parse-json.js';
import { listDirectory } from './read-file.js';
import { removeFileDurably } from './remove.js';
import { refusedName } from './storage-failure.js';

/** An entry with the id that removes it. */
export type Journaled<K extends JournalKind> = EntryOf<K> & { readonly id: string };

/**
 * What is under way, one small file for each intention. An entry is durable before `add` returns, so the thing that it
 * announces may then be done; after a kill at any instant, the next start finds it.
 */
export interface Journal {
  /** Writes an entry and returns its id. Owed steps have one id each, however often they are added. @throws Failure STORE */
  add(entry: JournalEntry): Promise<string>;
  /** Writes an entry again under its id (another attempt, a later moment). @throws Failure STORE */
  update(id: string, entry: JournalEntry): Promise<void>;
  /** Forgets an entry; one that is gone already is fine. @throws Failure STORE */
  remove(id: string): Promise<void>;
  /** All entries of a kind, in the order of their ids. A damaged one is set aside with a warning. @throws Failure STORE */
  list<K extends JournalKind>(kind: K): Promise<Journaled<K>[]>;
}

const suffix = '.json';
const concurrency = 16;

/** The same step of the same version is owed once: its id says so, and adding it again after a crash changes nothing. */
function entryId(entry: JournalEntry): string {
  if (entry.kind !== 'owed-step') return `${entry.kind}--${randomBytes(9).toString('hex')}`;
  const step = JSON.stringify([entry.certificate, entry.version, entry.plugin]);
  return `${entry.kind}--${createHash('sha256').update(step).digest('hex').slice(0, 24)}`;
}

/** Opens the journal in a directory, which is created with the first entry. */
export function createJournal(directory: string, log: Logger): Journal {
  function pathOf(id: string): string {
    if (!/^[a-z]+(?:-[a-z]+)*--[0-9a-f]+$/.test(id)) throw refusedName('the journal id', id, 'it is none of ours');
    return join(directory, `${id}${suffix}`);
  }

  async function write(id: string, entry: JournalEntry): Promise<void> {
    const path = pathOf(id);
    await ensureDirectory(directory, 0o700);
    // 0600: an order carries the key of the certificate to come.
    await writeFileAtomic(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  return {
    async add(entry) {
      const id = entryId(entry);
      await write(id, entry);
      return id;
    },
    update: write,
    async remove(id) {
      await removeFileDurably(pathOf(id));
    },
    async list(kind) {
      const names = (await listDirectory(directory))
        .map((entry) => entry.name)
        .filter((name) => name.startsWith(`${kind}--`) && name.endsWith(suffix))
        .sort();
      const parse = entryParser(kind);
      const entries = await mapBounded(names, concurrency, async (name) => {
        const entry = await readJsonFile(join(directory, name), parse, log);
        return entry === undefined ? [] : [{ ...entry, id: name.slice(0, -suffix.length) }];
      });
      return entries.flat();
    },
  };
}

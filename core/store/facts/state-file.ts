import { join } from 'node:path';
import { ensureDirectory, writeFileAtomic } from '../../disk/atomic-write.js';
import { withCheckDigits } from '../../disk/check-digits.js';
import { type Parser, readJsonFile } from '../../disk/parse-json.js';
import { listDirectory } from '../../disk/read-file.js';
import { removeFileDurably } from '../../disk/remove.js';
import { refusedName } from '../../disk/storage-failure.js';
import type { Logger } from '../../sdk/logger.js';

/** Small facts that outlive a restart (back-off, renewal moments, token buckets): one JSON file for each key. */
export interface StateStore {
  /** The value of a key, checked by `parse`; undefined where there is none or it makes no sense. @throws Failure STORE */
  read<T>(key: string, parse: Parser<T>): Promise<T | undefined>;
  /** Writes a value durably. @throws Failure STORE */
  write(key: string, value: unknown): Promise<void>;
  /** Changes a value: between what `change` sees and what it leaves behind nobody else changes it. @throws Failure STORE */
  update<T>(key: string, parse: Parser<T>, change: (before: T | undefined) => T): Promise<T>;
  /** Forgets a key; one that is gone already is fine. @throws Failure STORE */
  remove(key: string): Promise<void>;
  /** The keys there are, those that start with `prefix` only if one is given. @throws Failure STORE */
  list(prefix?: string): Promise<string[]>;
}

const suffix = '.json';
const longestFileName = 250;

/** A file name for any key: letters, digits, `_`, `-` and inner dots stay readable, the rest is percent-encoded. */
function fileName(key: string): string {
  const name = encodeURIComponent(key).replace(
    /[!'()*~]|^\./g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  if (name === '' || name.length + suffix.length > longestFileName)
    throw refusedName('the state key', key, 'it is empty or too long');
  return `${name}${suffix}`;
}

/** The key of a file name; undefined for a name that no key has. */
function keyOf(name: string): string | undefined {
  if (!name.endsWith(suffix) || name.startsWith('.')) return undefined;
  try {
    return decodeURIComponent(name.slice(0, -suffix.length));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** Opens the state files in a directory, which is created with the first write. */
export function createStateStore(directory: string, log: Logger): StateStore {
  /** Only the holder of the lease writes, one after the other. */
  let line: Promise<unknown> = Promise.resolve();

  function inLine<T>(work: () => Promise<T>): Promise<T> {
    const mine = line.then(work, work);
    line = mine.catch(() => undefined);
    return mine;
  }

  function read<T>(key: string, parse: Parser<T>): Promise<T | undefined> {
    return readJsonFile(join(directory, fileName(key)), parse, log);
  }

  async function write(key: string, value: unknown): Promise<void> {
    const path = join(directory, fileName(key));
    await ensureDirectory(directory, 0o700);
    await writeFileAtomic(path, `${withCheckDigits(JSON.stringify(value))}\n`, { mode: 0o600 });
  }

  return {
    read: async (key, parse) => read(key, parse),
    write: (key, value) => inLine(() => write(key, value)),
    update: (key, parse, change) =>
      inLine(async () => {
        const before = await read(key, parse);
        const after = change(before);
        if (after !== before) await write(key, after);
        return after;
      }),
    async remove(key) {
      await removeFileDurably(join(directory, fileName(key)));
    },
    async list(prefix = '') {
      const keys = (await listDirectory(directory)).map((entry) => keyOf(entry.name));
      return keys.filter((key): key is string => key?.startsWith(prefix) === true).sort();
    },
  };
}

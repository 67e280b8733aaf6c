import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { errorCode, storageFailure } from './storage-failure.js';

/**
 * Reads that tell "there is nothing" (undefined, an empty list) from "it could not be read" (Failure STORE): the second
 * must never look like the first.
 */
async function absentAs<T, A>(path: string, absent: A, read: () => Promise<T>): Promise<T | A> {
  try {
    return await read();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return absent;
    throw storageFailure('read', path, error);
  }
}

/** The content of a file as text, undefined where there is none. */
export function readTextIfPresent(path: string): Promise<string | undefined> {
  return absentAs(path, undefined, () => readFile(path, 'utf8'));
}

/** The content of a file, undefined where there is none. */
export function readBytesIfPresent(path: string): Promise<Buffer | undefined> {
  return absentAs(path, undefined, () => readFile(path));
}

/** The entries of a directory; none where there is no directory. */
export function listDirectory(path: string): Promise<Dirent[]> {
  return absentAs<Dirent[], Dirent[]>(path, [], () => readdir(path, { withFileTypes: true }));
}

/** What stands at a path: the target of a symlink, another kind of thing, or nothing. Links are not followed. */
export async function readLinkIfPresent(path: string): Promise<{ target: string } | 'other' | undefined> {
  return absentAs(path, undefined, async () => {
    const entry = await lstat(path);
    return entry.isSymbolicLink() ? { target: await readlink(path) } : 'other';
  });
}

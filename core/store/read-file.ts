import { type Dirent, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { errorCode, storageFailure } from './storage-failure.js';

/**
 * Reads that tell "there is nothing" (undefined, an empty list) from "it could not be read" (Failure STORE): the second
 * must never look like the first. They are done at once, which takes some microseconds for what is as small as ours; by
 * way of the thread pool it would be ten times that.
 */
function absentAs<T, A>(path: string, absent: A, read: () => T): T | A {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return absent;
    throw storageFailure('read', path, error);
  }
}

/** The content of a file as text, undefined where there is none. */
export async function readTextIfPresent(path: string): Promise<string | undefined> {
  return absentAs(path, undefined, () => readFileSync(path, 'utf8'));
}

/** The content of a file, undefined where there is none. */
export async function readBytesIfPresent(path: string): Promise<Buffer | undefined> {
  return absentAs(path, undefined, () => readFileSync(path));
}

/** The entries of a directory; none where there is no directory. */
export async function listDirectory(path: string): Promise<Dirent[]> {
  return listDirectorySync(path);
}

/** The same without a promise, for many directories one after the other. */
export function listDirectorySync(path: string): Dirent[] {
  return absentAs<Dirent[], Dirent[]>(path, [], () => readdirSync(path, { withFileTypes: true }));
}

/** What stands at a path: the target of a symlink, another kind of thing, or nothing. Links are not followed. */
export async function readLinkIfPresent(path: string): Promise<{ target: string } | 'other' | undefined> {
  return absentAs(path, undefined, () => (lstatSync(path).isSymbolicLink() ? { target: readlinkSync(path) } : 'other'));
}

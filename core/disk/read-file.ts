import { type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { mostBytes, readRegularFile, readRegularFileSync } from '../sdk/read-regular-file.js';
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

/** The content of a file as text, undefined where there is none. What is no file, or has more than `most` bytes, is refused. */
export async function readTextIfPresent(path: string, most?: number): Promise<string | undefined> {
  return (await readBytesIfPresent(path, most))?.toString('utf8');
}

/** The content of a file, undefined where there is none. What is no file, or has more than `most` bytes, is refused. */
export async function readBytesIfPresent(path: string, most: number = mostBytes.small): Promise<Buffer | undefined> {
  return absentAs(path, undefined, () => readRegularFileSync(path, most));
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
  return absentAs(path, undefined, () => {
    // An error for each name that is not there yet would cost more than the look.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    return stats.isSymbolicLink() ? { target: readlinkSync(path) } : 'other';
  });
}

/** The text of a certificate or key that is known to be there, without holding anything up. @throws Failure STORE */
export async function readPemFile(path: string): Promise<string> {
  try {
    return (await readRegularFile(path, mostBytes.small)).toString('utf8');
  } catch (error) {
    throw storageFailure('read', path, error);
  }
}

import { rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { changeIfPresent, syncDirectory } from './change.js';
import { listDirectory, readLinkIfPresent } from './read-file.js';
import { storageFailure } from './storage-failure.js';

/** Removes a file or link (not its target); true if there was one. The caller syncs the directory. @throws Failure STORE */
export function removeFile(path: string): Promise<boolean> {
  return changeIfPresent('remove', path, () => unlinkSync(path));
}

/** Removes a file or link and makes that durable. @throws Failure STORE */
export async function removeFileDurably(path: string): Promise<void> {
  if (await removeFile(path)) await syncDirectory(dirname(path));
}

/** Removes a directory if it is empty; true if it was removed. @throws Failure STORE */
export async function removeEmptyDirectory(path: string): Promise<boolean> {
  const removed = await changeIfPresent('remove', path, () => rmdirSync(path), 'ENOTEMPTY', 'EEXIST', 'ENOTDIR');
  if (removed) await syncDirectory(dirname(path));
  return removed;
}

/**
 * Removes a directory and all below it, following no link. `inside` is the directory that the path must lie below.
 * @throws Failure STORE, also where the path lies elsewhere
 */
export async function removeTree(path: string, inside: string): Promise<void> {
  const way = relative(inside, path);
  if (way === '' || way.startsWith('..') || way.startsWith('/')) {
    throw storageFailure('remove', path, new Error(`it does not lie below ${inside}`));
  }
  // A link in the place of the directory is removed as such: what it points to is not ours.
  const standing = await readLinkIfPresent(path);
  if (standing !== 'other') return removeFileDurably(path);
  await removeBelow(path);
  await removeEmptyDirectory(path);
}

async function removeBelow(directory: string): Promise<void> {
  for (const entry of await listDirectory(directory)) {
    const path = join(directory, entry.name);
    if (!entry.isDirectory()) {
      await removeFile(path);
      continue;
    }
    await removeBelow(path);
    await changeIfPresent('remove', path, () => rmdirSync(path));
  }
}

/** Removes a temporary on the way out of a failure; recovery sweeps what stays, so the first error is the one to show. */
export async function discard(path: string): Promise<void> {
  try {
    await removeFile(path);
  } catch {
    // recover() removes every name with the temporary mark.
  }
}

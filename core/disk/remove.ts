import { readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { diskEffect } from '../effects/index.js';
import type { HeldDirectory } from '../sdk/held-directory.js';
import { changeIfPresent, syncDirectory } from './change.js';
import { hold } from './in-parent.js';
import { readLinkIfPresent } from './read-file.js';
import { errorCode, storageFailure } from './storage-failure.js';

/** Removes a file or link (not its target); true if there was one. The caller syncs the directory. @throws Failure STORE */
export function removeFile(path: string): Promise<boolean> {
  return changeIfPresent('remove', path, (at) => unlinkSync(at));
}

/** Removes a file or link and makes that durable. @throws Failure STORE */
export async function removeFileDurably(path: string): Promise<void> {
  if (await removeFile(path)) await syncDirectory(dirname(path));
}

/** Removes a directory if it is empty; true if it was removed. @throws Failure STORE */
export async function removeEmptyDirectory(path: string): Promise<boolean> {
  const removed = await changeIfPresent('remove', path, (at) => rmdirSync(at), 'ENOTEMPTY', 'EEXIST', 'ENOTDIR');
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
  try {
    const directory = hold(path);
    try {
      await removeBelow(directory, 0);
    } finally {
      directory.close();
    }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw storageFailure('remove', path, error);
  }
  await removeEmptyDirectory(path);
}

/** Each level holds an open file. */
const deepest = 64;

/** Entries that are removed before others have a turn. */
const atOnce = 500;

/**
 * Removes what is in a directory that is held open: where somebody puts another one, or a link, in its place meanwhile,
 * nothing there is touched.
 */
async function removeBelow(directory: HeldDirectory, depth: number): Promise<void> {
  if (depth > deepest) throw new Error(`there are more than ${deepest} directories in each other`);
  for (const [index, entry] of readdirSync(directory.self, { withFileTypes: true }).entries()) {
    if (index % atOnce === atOnce - 1) await turn();
    const path = join(directory.path, entry.name);
    if (!entry.isDirectory()) removeEntry(path, () => unlinkSync(directory.at(entry.name)));
    else await removeDirectory(path, directory, entry.name, depth);
  }
}

async function removeDirectory(path: string, parent: HeldDirectory, name: string, depth: number): Promise<void> {
  const inner = parent.enter(name);
  try {
    await removeBelow(inner, depth + 1);
  } finally {
    inner.close();
  }
  removeEntry(path, () => rmdirSync(parent.at(name)));
}

function removeEntry(path: string, remove: () => void): void {
  try {
    diskEffect(`remove ${path}`);
    remove();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw storageFailure('remove', path, error);
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

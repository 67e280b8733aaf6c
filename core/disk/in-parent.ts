import { constants, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type HeldDirectory, holdDirectory, lend } from '../sdk/held-directory.js';
import { storageFailure } from './storage-failure.js';

/** Configuration directories of this process: an administrator named them, so that links on the way there are his. */
const roots = new Set<string>();

/** Makes a configuration directory known; without it, links above it are judged like those in it. */
export function nameRoot(root: string): void {
  roots.add(root);
}

/**
 * Opens the directory of a path, so that nobody who owns a part of the way can lead the work elsewhere. To be closed.
 * @throws Failure STORE where a link of somebody else is on the way, and the system's errors
 */
export function holdParent(path: string): HeldDirectory {
  return hold(dirname(path));
}

/** {@link holdParent} of an entry of the directory. */
export function hold(directory: string): HeldDirectory {
  for (let above = directory; ; above = dirname(above)) {
    const open = kept.get(above);
    if (open !== undefined) {
      return above === directory ? open.lent : holdDirectory(directory, { inside: above, from: open.held });
    }
    if (roots.has(above)) return holdDirectory(directory, { inside: above });
    if (above === dirname(above)) return holdDirectory(directory);
  }
}

interface Kept {
  readonly held: HeldDirectory;
  /** The same for those who do not close it. */
  readonly lent: HeldDirectory;
  users: number;
}

const kept = new Map<string, Kept>();

/**
 * Keeps a directory open while several things are done in it or below it, each of which would open all directories on the
 * way for itself. For work that does not remove the directory. @throws Failure STORE, and what the work throws
 */
export async function keepingOpen<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const open = kept.get(directory) ?? keep(directory);
  open.users += 1;
  try {
    return await work();
  } finally {
    open.users -= 1;
    if (open.users === 0) {
      kept.delete(directory);
      open.held.close();
    }
  }
}

function keep(directory: string): Kept {
  try {
    const held = hold(directory);
    const open = { held, lent: lend(held), users: 0 };
    kept.set(directory, open);
    return open;
  } catch (error) {
    throw storageFailure('open', directory, error);
  }
}

/**
 * Runs a change of one entry, given its path for the system, which no exchange of a directory above leads elsewhere.
 * @throws as {@link holdParent}, and what the work throws
 */
export async function inParent<T>(
  path: string,
  work: (at: string, parent: HeldDirectory) => T | Promise<T>,
): Promise<T> {
  const parent = holdParent(path);
  try {
    return await work(parent.at(basename(path)), parent);
  } finally {
    parent.close();
  }
}

/** Opens a file that stands there, and no link or pipe in its place. @throws as {@link holdParent} */
export function openInParent(path: string, flags: number): number {
  const parent = holdParent(path);
  try {
    return openSync(parent.at(basename(path)), flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } finally {
    parent.close();
  }
}

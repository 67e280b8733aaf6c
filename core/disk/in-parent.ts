import { constants, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type HeldDirectory, holdDirectory } from '../sdk/held-directory.js';

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
    if (roots.has(above)) return holdDirectory(directory, { inside: above });
    if (above === dirname(above)) return holdDirectory(directory);
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

import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  lchownSync,
  lstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure, type HeldDirectory, isFailure } from '../../core/sdk/index.js';
import { applyRules, isRight, ownerFor, type Rules } from './rules.js';

/** What a walk goes by. */
export interface Walk {
  readonly rules: Rules;
  /** Whether a real path lies in the configuration directory. */
  isInside(realPath: string): boolean;
  /** Told of each entry that is left alone, and why. */
  skip(path: string, why: string): void;
  readonly signal: AbortSignal;
}

/** Neither follows a link, nor waits for the writer of a pipe. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** More than any certificate has; the owner of the directory must not keep this program busy. */
const mostEntries = 100_000;
const deepest = 16;

/** Gives a directory its mode and owner. @throws Failure STORE naming the path */
export function applyToDirectory(directory: HeldDirectory, walk: Walk): void {
  const { self, stats } = directory;
  explained(directory.path, walk, () =>
    applyRules(
      { chmod: (mode) => chmodSync(self, mode), chown: (user, group) => chownSync(self, user, group) },
      stats,
      walk.rules,
    ),
  );
}

/**
 * Gives everything in a directory that is held open its mode and owner; each directory below is held open in its turn,
 * so that nobody can lead the walk elsewhere. Without promises: one costs more than a look or a change of mode.
 * @throws Failure STORE naming the path; an entry that is gone is fine
 */
export function applyBelow(directory: HeldDirectory, walk: Walk, depth = 0): void {
  walk.signal.throwIfAborted();
  if (depth > deepest) {
    walk.skip(directory.path, `it lies more than ${deepest} directories deep`);
    return;
  }
  forEachEntry(directory, walk, (name, stats) => {
    if (stats.isDirectory()) enter(directory, name, walk, depth);
    else applyToEntry(directory, name, stats, walk);
  });
}

/** The same for what is no directory. @throws Failure STORE */
export function applyToFiles(directory: HeldDirectory, walk: Walk): void {
  forEachEntry(directory, walk, (name, stats) => {
    if (!stats.isDirectory()) applyToEntry(directory, name, stats, walk);
  });
}

function forEachEntry(directory: HeldDirectory, walk: Walk, visit: (name: string, stats: Stats) => void): void {
  const entries = explained(directory.path, walk, () => opendirSync(directory.self));
  if (entries === undefined) return;
  try {
    for (let count = 0; ; count += 1) {
      const name = explained(directory.path, walk, () => entries.readSync())?.name;
      if (name === undefined) return;
      if (count >= mostEntries) {
        walk.skip(directory.path, `it has more than ${mostEntries} entries`);
        return;
      }
      explained(join(directory.path, name), walk, () => {
        const stats = lstatSync(directory.at(name), { throwIfNoEntry: false });
        if (stats !== undefined) visit(name, stats);
      });
    }
  } finally {
    entries.closeSync();
  }
}

function enter(parent: HeldDirectory, name: string, walk: Walk, depth: number): void {
  const directory = parent.enter(name);
  try {
    applyToDirectory(directory, walk);
    applyBelow(directory, walk, depth + 1);
  } finally {
    directory.close();
  }
}

function applyToEntry(directory: HeldDirectory, name: string, stats: Stats, walk: Walk): void {
  const problem = stats.isSymbolicLink()
    ? applyToLink(directory, name, stats, walk)
    : stats.isFile()
      ? applyToFile(directory, name, stats, walk)
      : 'it is neither a file nor a directory';
  if (problem !== undefined) walk.skip(join(directory.path, name), problem);
}

/** @returns why it is left alone */
function applyToFile(directory: HeldDirectory, name: string, stats: Stats, { rules }: Walk): string | undefined {
  if (isRight(stats, rules)) return undefined;
  const file = openSync(directory.at(name), openFlags);
  try {
    const opened = fstatSync(file);
    if (!opened.isFile()) return 'something else took its place';
    // It may be a file of somebody else, who only has another name here.
    if (opened.nlink > 1) return 'the file has other names as well (hard links)';
    applyRules(
      { chmod: (mode) => fchmodSync(file, mode), chown: (user, group) => fchownSync(file, user, group) },
      opened,
      rules,
    );
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** The link itself gets the owner; where it leads is never touched. @returns why it is left alone */
function applyToLink(
  directory: HeldDirectory,
  name: string,
  stats: Stats,
  { rules, isInside }: Walk,
): string | undefined {
  const owner = ownerFor(stats, rules);
  if (owner === undefined) return undefined;
  const at = directory.at(name);
  const leadsTo = resolve(directory.realPath(), readlinkSync(at));
  if (!isInside(leadsTo)) return 'it is a link that leads out of the configuration directory';
  lchownSync(at, owner.user, owner.group);
  return undefined;
}

/** @throws Failure STORE naming the path, but for an entry that is gone or is a directory no more */
function explained<T>(path: string, { skip }: Walk, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isFailure(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOTDIR' || code === 'ELOOP') skip(path, 'something else took its place');
    else if (code !== 'ENOENT') throw explain(path, error, code);
    return undefined;
  }
}

function explain(path: string, error: unknown, code: string): Failure {
  if (code === 'EPERM' || code === 'EACCES') {
    return new Failure('STORE', 'no permission to set the mode or the owner', {
      place: path,
      hint: 'Run as root, or set CERTS_USER_OWNER and CERTS_GROUP_OWNER to the ids that this program runs as',
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new Failure('STORE', `the mode or the owner cannot be set: ${message}`, { place: path, cause: error });
}

import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  lchownSync,
  lstatSync,
  openSync,
  type Stats,
} from 'node:fs';
import { Failure } from '../../core/sdk/index.js';

/** What directories, files and links shall be. */
export interface Rules {
  readonly directoriesMode: number;
  readonly filesMode: number;
  /** Undefined: left as it is. */
  readonly user: number | undefined;
  readonly group: number | undefined;
}

export type EntryKind = 'directory' | 'file' | 'other';

const modeBits = 0o7777;

/** Neither follows a link, nor waits for a writer of a named pipe. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Whether there is nothing to do for an entry of this kind, where a link passes for a file: a look alone, which cannot
 * fail. What cannot be looked at is not as it should be, and `applyRules` says why.
 */
export function isAsWanted(path: string, rules: Rules, kind: 'directory' | 'file'): boolean {
  let stats: Stats | undefined;
  try {
    stats = lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return false;
  }
  if (stats === undefined) return false;
  if (kind === 'directory') return stats.isDirectory() && isRight(stats, rules);
  if (stats.isSymbolicLink()) return ownerFor(stats, rules) === undefined;
  return stats.isFile() && isRight(stats, rules);
}

/**
 * Gives one entry its owner and mode, and tells what it is. A link itself gets the owner; where it leads is never
 * touched, also when somebody puts a link in the place of a file at the same moment.
 * @throws Failure STORE naming the path; an entry that is gone is fine
 */
export function applyRules(path: string, rules: Rules): EntryKind {
  try {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) {
      const owner = ownerFor(stats, rules);
      if (owner !== undefined) lchownSync(path, owner.uid, owner.gid);
      return 'other';
    }
    if (!stats.isFile() && !stats.isDirectory()) return 'other';
    if (isRight(stats, rules)) return kindOf(stats);
    return applyToOpened(path, rules);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return 'other';
    throw explain(path, error, code);
  }
}

function kindOf(stats: Stats): EntryKind {
  return stats.isDirectory() ? 'directory' : 'file';
}

function modeFor(stats: Stats, { directoriesMode, filesMode }: Rules): number {
  return stats.isDirectory() ? directoriesMode : filesMode;
}

function ownerFor(stats: Stats, { user = stats.uid, group = stats.gid }: Rules) {
  return user === stats.uid && group === stats.gid ? undefined : { uid: user, gid: group };
}

function isRight(stats: Stats, rules: Rules): boolean {
  return (stats.mode & modeBits) === modeFor(stats, rules) && ownerFor(stats, rules) === undefined;
}

function applyToOpened(path: string, rules: Rules): EntryKind {
  const file = openSync(path, openFlags);
  try {
    const stats = fstatSync(file);
    if (stats.isFile() || stats.isDirectory()) applyToFile(file, stats, rules);
    return kindOf(stats);
  } finally {
    closeSync(file);
  }
}

/** First what is too wide goes, then the owner changes, then the rest comes: a key is never wider than asked. */
function applyToFile(file: number, stats: Stats, rules: Rules): void {
  const wanted = modeFor(stats, rules);
  const owner = ownerFor(stats, rules);
  const before = stats.mode & modeBits;
  if (owner !== undefined) {
    const narrowed = before & wanted;
    if (narrowed !== before) fchmodSync(file, narrowed);
    fchownSync(file, owner.uid, owner.gid);
  }
  // Changing the owner may clear bits, so that the mode is set again in any case.
  if (owner !== undefined || before !== wanted) fchmodSync(file, wanted);
}

function explain(path: string, error: unknown, code: string | undefined): Failure {
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

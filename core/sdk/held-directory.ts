import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { Failure, isFailure } from './failure.js';

/**
 * A directory that is held open, so that work in it stays in it: whoever may write to a directory above can put
 * another one, or a link, in its place at any moment, and a path would then lead there.
 */
export interface HeldDirectory {
  /** As people know it. */
  readonly path: string;
  /** As it is when somebody asks first: most never do. */
  readonly stats: Stats;
  /** The path of the directory itself, for system calls. */
  readonly self: string;
  /** The path of an entry, for system calls that do not follow a link in the last part. */
  at(name: string): string;
  /** Opens a directory in this one. @throws the system's error, ENOTDIR or ELOOP where it is a link */
  enter(name: string): HeldDirectory;
  /** Where it really is, without links. */
  realPath(): string;
  close(): void;
}

export interface HoldOptions {
  /** A directory above that an administrator named: links on the way to it are followed, whoever made them. Default: `/`. */
  readonly inside?: string;
  /** Where open files are found by number, for tests of systems that have no such place. */
  readonly handles?: string;
  /** The directory `inside`, where it is held open already: the way begins there. It stays open. */
  readonly from?: HeldDirectory;
}

/** Linux shows here what a process has open; a path through it goes by the handle and not by names. */
const linuxHandles = '/proc/self/fd';

/** O_PATH, which wants no right to list the directory; the same number on every machine that Node runs on. */
const openPath = process.platform === 'linux' ? 0o10_000_000 : constants.O_RDONLY;

/** Links that lead to links. */
const mostLinks = 16;

const groupAndOthersWrite = 0o022;
const othersWrite = 0o002;
const sticky = 0o1000;

/**
 * Opens a directory part by part. A link on the way is followed only where nobody but root and this user can have put
 * it there. To be closed by the caller.
 * @throws Failure STORE naming such a link, and the system's errors
 */
export function holdDirectory(
  path: string,
  { inside = sep, handles = linuxHandles, from }: HoldOptions = {},
): HeldDirectory {
  const wanted = resolve(path);
  const way = relative(resolve(inside), wanted);
  const isInside = way !== '..' && !way.startsWith(`..${sep}`);
  const open = areThere(handles) ? (at: string, name: string) => openHandle(at, name, handles) : openByPath;
  return isInside
    ? walk(from === undefined ? open(inside, inside) : lend(from), way, 0)
    : walk(open(sep, sep), wanted, 0);

  function walk(from: HeldDirectory, names: string, links: number): HeldDirectory {
    let held = from;
    try {
      for (const name of names.split(sep).filter((each) => each !== '')) {
        const next = step(held, name, links);
        held.close();
        held = next;
      }
      return held;
    } catch (error) {
      held.close();
      throw error;
    }
  }

  function step(parent: HeldDirectory, name: string, links: number): HeldDirectory {
    try {
      return parent.enter(name);
    } catch (error) {
      const at = parent.at(name);
      if (!hasCode(error, 'ENOTDIR', 'ELOOP') || !lstatSync(at).isSymbolicLink()) throw error;
      const link = join(parent.path, name);
      if (!isOutOfReach(parent.stats, lstatSync(at))) throw strangersLink(link);
      if (links >= mostLinks) throw error;
      return walk(open(sep, sep), resolve(parent.realPath(), readlinkSync(at)), links + 1);
    }
  }
}

const seen = new Set<string>();

/** Whether open files are found there; once they are, they stay. */
function areThere(handles: string): boolean {
  if (!seen.has(handles) && existsSync(handles)) seen.add(handles);
  return seen.has(handles);
}

/** Runs work in the directory of a path, held open meanwhile. @throws as {@link holdDirectory}, and what the work throws */
export function inDirectory<T>(path: string, options: HoldOptions, work: (directory: HeldDirectory) => T): T {
  const directory = holdDirectory(path, options);
  try {
    return work(directory);
  } finally {
    directory.close();
  }
}

/** The same for somebody who is not to close it. */
export function lend(held: HeldDirectory): HeldDirectory {
  const { path, self, at, enter, realPath } = held;
  return {
    path,
    get stats() {
      return held.stats;
    },
    self,
    at,
    enter,
    realPath,
    close() {},
  };
}

/** @param at its path for the system, @param path its path for people */
function openHandle(at: string, path: string, handles: string, noFollow = 0): HeldDirectory {
  const handle = openSync(at, openPath | constants.O_DIRECTORY | noFollow);
  const self = join(handles, String(handle));
  let stats: Stats | undefined;
  return {
    path,
    get stats() {
      stats ??= fstatSync(handle);
      return stats;
    },
    self,
    at: (name) => join(self, name),
    enter: (name) => openHandle(join(self, name), join(path, name), handles, constants.O_NOFOLLOW),
    realPath: () => readlinkSync(self),
    close: () => closeSync(handle),
  };
}

/**
 * Where there are no handles by path, names must do. They are safe as long as nobody else can change them, or where
 * this program has no more rights than who can.
 */
function openByPath(_: string, path: string): HeldDirectory {
  const stats = statSync(path);
  function at(name: string): string {
    const isRoot = (process.geteuid?.() ?? 0) === 0;
    if (isRoot && !isTrusted(stats) && (stats.mode & sticky) === 0) {
      throw new Failure('STORE', 'another user may change this directory while root works in it', {
        place: path,
        hint: 'Mount /proc, or set CERTS_USER_OWNER and CERTS_GROUP_OWNER to root',
      });
    }
    return join(path, name);
  }
  return {
    path,
    stats,
    self: path,
    at,
    enter(name) {
      const inner = at(name);
      if (lstatSync(inner).isDirectory()) return openByPath(inner, inner);
      throw Object.assign(new Error(`ENOTDIR: not a directory, open '${inner}'`), { code: 'ENOTDIR' });
    },
    realPath: () => realpathSync.native(path),
    close() {},
  };
}

/** Whether nobody but root and this user can have put an entry there. */
function isOutOfReach(directory: Stats, entry: Stats): boolean {
  return isTrusted(directory) || ((directory.mode & sticky) !== 0 && isOwn(directory) && isOwn(entry));
}

function isTrusted(directory: Stats): boolean {
  const ownGroup = directory.gid === 0 || directory.gid === process.getegid?.();
  return isOwn(directory) && (directory.mode & (ownGroup ? othersWrite : groupAndOthersWrite)) === 0;
}

function isOwn({ uid }: Stats): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

/** The system's name for "not through this link". */
const refusedLink = 'ELOOP';

/** Whether this is the failure of a link that somebody else can have put there. */
export function isRefusedLink(error: unknown): boolean {
  return isFailure(error, 'STORE') && error.serviceCode === refusedLink;
}

function strangersLink(path: string): Failure {
  return new Failure('STORE', 'a link that another user can have put there is not followed', {
    place: path,
    serviceCode: refusedLink,
    hint: 'Put the directory itself there, or give the directory that the link lies in to root',
  });
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | null)?.code ?? '');
}

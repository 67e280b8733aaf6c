import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { diskEffect } from '../effects/index.js';
import { change, syncDirectories, syncDirectory, syncFile, temporaryPath } from './change.js';
import { inParent } from './in-parent.js';
import { discard } from './remove.js';
import { errorCode, storageFailure } from './storage-failure.js';

const modeUnsupported = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EINVAL']);

/** @param at where the temporary is, for the system; `path` is for a trace */
async function writeTemporary(
  at: string,
  path: string,
  data: string | Uint8Array,
  { mode, isDurable }: { readonly mode: number; readonly isDurable: boolean },
): Promise<void> {
  // The mode is given at open: a key is never readable by others, not even for an instant.
  diskEffect(`create ${path}`);
  const file = openSync(at, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
  try {
    if ((fstatSync(file).mode & 0o7777) !== mode) setMode(file, mode);
    diskEffect(`write ${path}`);
    writeFileSync(file, data);
    if (!isDurable) return;
    diskEffect(`sync ${path}`);
    await syncFile(file);
  } finally {
    closeSync(file);
  }
}

function setMode(file: number, mode: number): void {
  try {
    // The umask took bits away; file systems without modes refuse, and there the mount options decide.
    fchmodSync(file, mode);
  } catch (error) {
    if (!modeUnsupported.has(errorCode(error) ?? '')) throw error;
  }
}

export interface WriteOptions {
  /** Exact permission bits, whatever the umask; default 0o644. */
  readonly mode?: number;
  /** False where the caller syncs the directory itself after several files. */
  readonly syncParent?: boolean;
  /** False for what means nothing after a crash: it is synced in no way. */
  readonly isDurable?: boolean;
}

/** Writes a whole file so that readers, and a restart after a crash, see the old content or the new. @throws Failure STORE */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  { mode = 0o644, isDurable = true, syncParent = isDurable }: WriteOptions = {},
): Promise<void> {
  const temporary = temporaryPath(dirname(path));
  try {
    await inParent(path, async (at, parent) => {
      const temporaryAt = parent.at(basename(temporary));
      await writeTemporary(temporaryAt, temporary, data, { mode, isDurable });
      diskEffect(`rename ${path}`);
      renameSync(temporaryAt, at);
    });
  } catch (error) {
    await discard(temporary);
    throw storageFailure('write', path, error);
  }
  if (syncParent) await syncDirectory(dirname(path));
}

/** Creates a directory and its parents where missing (all with `mode`), durably. An existing one keeps its mode. @throws Failure STORE */
export async function ensureDirectory(path: string, mode: number): Promise<void> {
  if (isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) await ensureDirectory(parent, mode);
  if (await makeDirectory(path, mode)) await syncDirectory(parent);
}

/** Creates a directory where it is missing and tells whether it was; the caller syncs its parent. @throws Failure STORE */
export async function makeDirectory(path: string, mode: number): Promise<boolean> {
  if (isDirectory(path)) return false;
  return change('create', path, (at) => {
    try {
      mkdirSync(at, { mode });
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (error) {
    throw storageFailure('read', path, error);
  }
}

export interface LinkChange {
  /** What the link says, usually relative to the link's own directory. */
  readonly target: string;
  readonly path: string;
}

/**
 * Points several symlinks elsewhere; the caller syncs their directories. All that are to be replaced are made first
 * under temporary names: a full disk is met before the first visible change, and the renames that follow need no space.
 * @throws Failure STORE
 */
export async function placeSymlinks(changes: readonly LinkChange[]): Promise<void> {
  const pending: { path: string; temporary: string }[] = [];
  try {
    for (const { target, path } of changes) {
      const isNew = await change('link', path, (at) => isLinked(target, at));
      if (isNew) continue;
      const temporary = temporaryPath(dirname(path));
      pending.push({ path, temporary });
      await change('link', path, (_, parent) => symlinkSync(target, parent.at(basename(temporary))));
    }
    for (const { path, temporary } of pending) {
      await change('link', path, (at, parent) => renameSync(parent.at(basename(temporary)), at));
    }
  } catch (error) {
    for (const { temporary } of pending) await discard(temporary);
    throw error;
  }
}

/** Makes a link where nothing stands; false where something does. */
function isLinked(target: string, path: string): boolean {
  try {
    symlinkSync(target, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Points several symlinks elsewhere, durably. @throws Failure STORE */
export async function replaceSymlinks(changes: readonly LinkChange[]): Promise<void> {
  await placeSymlinks(changes);
  await syncDirectories(changes.map(({ path }) => dirname(path)));
}

/** Points one symlink elsewhere, atomically. @throws Failure STORE */
export function replaceSymlinkAtomic(target: string, path: string): Promise<void> {
  return replaceSymlinks([{ target, path }]);
}

/** Gives a file another name in its directory, replacing what is there; durable. @throws Failure STORE */
export async function renameFile(from: string, name: string): Promise<void> {
  const to = join(dirname(from), name);
  await change('rename', from, (at, parent) => renameSync(at, parent.at(name)));
  await syncDirectory(dirname(to));
}

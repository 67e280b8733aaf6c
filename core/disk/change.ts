import { randomUUID } from 'node:crypto';
import { closeSync, constants, fsync, openSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diskEffect } from '../effects/index.js';
import type { HeldDirectory } from '../sdk/held-directory.js';
import { hold, inParent } from './in-parent.js';
import { errorCode, storageFailure } from './storage-failure.js';

/** Every temporary file and link of ours has this in its name, so that those a kill left behind can be swept. */
export const temporaryMark = '.letsencrypt-dns-tmp';

const syncUnsupported = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EBADF']);

/** A fresh temporary name in a directory: on the same file system, so that a rename moves it into place. */
export function temporaryPath(directory: string): string {
  // Its last part is chance alone, and costs a tenth of as many bytes that are asked for by themselves.
  return join(directory, `${temporaryMark}-${process.pid}-${randomUUID().slice(-12)}`);
}

/** Works on an entry, given its path for the system and the directory that holds it. */
type Operation<T> = (at: string, parent: HeldDirectory) => T | Promise<T>;

/**
 * Runs one change of the disk: announces it, and wraps what goes wrong. Changes of names are made at once, since they
 * take a few microseconds, and five times that by way of the thread pool; only what waits for the disk itself is
 * waited for. The operation works on the path that it is given: see {@link inParent}.
 */
export async function change<T>(action: string, path: string, operation: Operation<T>): Promise<T> {
  try {
    diskEffect(`${action} ${path}`);
    return await inParent(path, operation);
  } catch (error) {
    throw storageFailure(action, path, error);
  }
}

/** Like {@link change}, where it is just as well that the thing is gone already. Tells whether it was there. */
export async function changeIfPresent(
  action: string,
  path: string,
  operation: Operation<void>,
  ...fine: string[]
): Promise<boolean> {
  try {
    diskEffect(`${action} ${path}`);
    await inParent(path, operation);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || (code !== undefined && fine.includes(code))) return false;
    throw storageFailure(action, path, error);
  }
}

/** Makes the content of an open file durable. */
export const syncFile = promisify(fsync);

interface Syncs {
  /** Has begun: changes made since may not be in it. */
  running: Promise<void>;
  /** Begins when that one has ended. */
  next: Promise<void> | undefined;
}

const syncs = new Map<string, Syncs>();

/**
 * Makes the names in a directory durable. Those who ask while it is done for others are served together by the next
 * time: a hundred certificates share a few syncs of `renewal/`. File systems that cannot sync a directory keep their
 * names another way. @throws Failure STORE
 */
export async function syncDirectory(directory: string): Promise<void> {
  try {
    diskEffect(`sync ${directory}`);
    await nextSync(directory);
  } catch (error) {
    throw storageFailure('sync', directory, error);
  }
}

/** {@link syncDirectory} of each, once and at the same time. @throws Failure STORE */
export async function syncDirectories(directories: Iterable<string>): Promise<void> {
  await Promise.all([...new Set(directories)].map(syncDirectory));
}

function nextSync(directory: string): Promise<void> {
  const known = syncs.get(directory);
  if (known === undefined) {
    const running = syncNow(directory);
    const mine: Syncs = { running, next: undefined };
    syncs.set(directory, mine);
    return running.finally(() => {
      if (syncs.get(directory) === mine) syncs.delete(directory);
    });
  }
  known.next ??= known.running.then(ignore, ignore).then(() => nextSync(directory));
  return known.next;
}

/** Whoever asked for it has been told. */
function ignore(): void {}

async function syncNow(directory: string): Promise<void> {
  const held = hold(directory);
  let file: number | undefined;
  try {
    file = openSync(held.self, constants.O_RDONLY | constants.O_DIRECTORY);
    await syncFile(file);
  } catch (error) {
    if (!syncUnsupported.has(errorCode(error) ?? '')) throw error;
  } finally {
    if (file !== undefined) closeSync(file);
    held.close();
  }
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes that must be free in it: what the tests of a run have there at a time is a tenth. */
const enough = 4e9;
/** TMPFS_MAGIC of statfs(2). */
const tmpfs = 0x01021994;

/**
 * Where files of tests can be in memory: on a disk, many of them wait for it four fifths of their time, and each file
 * that is removed costs as much as some that are written. Undefined where there is no such place, too little room in it,
 * or programs may not be run from it.
 */
export function memoryFolder(place = '/dev/shm', room = enough): string | undefined {
  let folder: string | undefined;
  try {
    const { type, bavail, bsize } = statfsSync(place);
    if (type !== tmpfs || bavail * bsize < room) return undefined;
    folder = mkdtempSync(join(place, 'lab-try-'));
    const script = join(folder, 'script');
    writeFileSync(script, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
    execFileSync(script, { stdio: 'ignore' });
    return place;
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  }
}

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory, readTextIfPresent } from '../disk/read-file.js';
import { storageFailure } from '../disk/storage-failure.js';
import { type LockClaim, parseClaim } from './claim.js';
import { claimFiles } from './rivals.js';

/** A holder touches its claim every ten seconds; one that did not for so long, in milliseconds, is taken for gone. */
const silenceMs = 60_000;

const heldPattern = /^held-([0-9a-f]+)$/;

/**
 * Who holds a configuration directory, as far as a look at the files tells; undefined where nobody does. Waits for
 * nothing and changes nothing: for people and for health, never to decide on taking the lock.
 * @param now milliseconds since the epoch
 * @throws Failure STORE
 */
export async function readLockHolder(directory: string, now: number): Promise<LockClaim | undefined> {
  const tokens = (await listDirectory(directory)).flatMap(({ name }) => heldPattern.exec(name)?.[1] ?? []);
  for (const token of tokens) {
    const path = join(directory, claimFiles(token).claim);
    const touchedAt = touched(path);
    if (touchedAt === undefined || Math.abs(now - touchedAt) > silenceMs) continue;
    const claim = await readClaim(path);
    if (claim !== undefined) return claim;
  }
  return undefined;
}

function touched(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  } catch (error) {
    throw storageFailure('read', path, error);
  }
}

async function readClaim(path: string): Promise<LockClaim | undefined> {
  const text = await readTextIfPresent(path);
  try {
    return text === undefined ? undefined : parseClaim(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

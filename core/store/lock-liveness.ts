import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type LockClaim, processStartTime } from './lock-claim.js';
import { probeLifeSocket } from './lock-socket.js';
import { errorCode, storageFailure } from './storage-failure.js';

/** How a holder shows signs of life where neither socket nor pid can be asked (another host), milliseconds. */
export interface HeartbeatTimes {
  /** The holder touches its claim this often. */
  readonly heartbeatMs: number;
  /** A claim that is not touched for so long while it is watched belongs to a dead holder. */
  readonly observeMs: number;
  /** One that is older than this, by the clock of the file system, needs no watching. */
  readonly ancientMs: number;
}

export const defaultHeartbeat: HeartbeatTimes = { heartbeatMs: 10_000, observeMs: 35_000, ancientMs: 600_000 };

type Verdict = 'alive' | 'dead' | 'unknown';

/** By pid and start time: sound only where both look at the same pids. */
async function judgeByProcess(claim: LockClaim, self: LockClaim): Promise<Verdict> {
  const sameNamespace = claim.pidNamespace !== undefined && claim.pidNamespace === self.pidNamespace;
  if (!sameNamespace || claim.bootId !== self.bootId || claim.startTime === undefined) return 'unknown';
  return (await processStartTime(claim.pid)) === claim.startTime ? 'alive' : 'dead';
}

async function judgeAtOnce(directory: string, claim: LockClaim, self: LockClaim): Promise<Verdict> {
  if (claim.bootId === undefined || claim.bootId !== self.bootId) {
    // The same host with another boot id was restarted, and nothing outlives that.
    const isRestarted = claim.bootId !== undefined && self.bootId !== undefined && claim.host === self.host;
    return isRestarted ? 'dead' : 'unknown';
  }
  if (claim.socket !== undefined) {
    const answer = await probeLifeSocket(directory, claim.socket);
    if (answer === 'alive') return 'alive';
    if (answer === 'refused') return 'dead';
  }
  return judgeByProcess(claim, self);
}

/** When a claim was last touched; undefined where it is gone. */
async function touchedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw storageFailure('read', path, error);
  }
}

/** Watches a claim for signs of life. */
async function watchHeartbeat(
  path: string,
  ownPath: string,
  times: HeartbeatTimes,
  signal: AbortSignal,
): Promise<Verdict> {
  const first = await touchedAt(path);
  const own = await touchedAt(ownPath);
  if (first === undefined) return 'dead';
  if (own !== undefined && own - first > times.ancientMs) return 'dead';
  const step = Math.max(1, Math.min(1000, times.observeMs / 10));
  for (let waited = 0; waited < times.observeMs; waited += step) {
    await pause(step, undefined, { signal });
    const now = await touchedAt(path);
    if (now === undefined) return 'dead';
    if (now !== first) return 'alive';
  }
  return 'dead';
}

/**
 * Whether the process behind a claim lives: by its socket, by pid and start time in the same pid namespace, and, where
 * it runs on another host or cannot be asked, by whether it still touches its claim. @throws AbortError, Failure STORE
 */
export async function isAlive(
  directory: string,
  claim: LockClaim,
  self: LockClaim,
  names: { readonly claim: string; readonly self: string },
  times: HeartbeatTimes,
  signal: AbortSignal,
): Promise<boolean> {
  const verdict = await judgeAtOnce(directory, claim, self);
  if (verdict !== 'unknown') return verdict === 'alive';
  return (await watchHeartbeat(join(directory, names.claim), join(directory, names.self), times, signal)) === 'alive';
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode, storageFailure } from '../disk/storage-failure.js';
import { type LockClaim, processStartTime } from './claim.js';
import { probeLifeSocket } from './socket.js';

/** How a holder shows signs of life where neither socket nor pid can be asked (another host), milliseconds. */
export interface HeartbeatTimes {
  /** The holder touches its claim this often. */
  readonly heartbeatMs: number;
  /** A claim that is not touched for so long while it is watched belongs to a dead holder. */
  readonly observeMs: number;
}

export const defaultHeartbeat: HeartbeatTimes = { heartbeatMs: 10_000, observeMs: 35_000 };

type Verdict = 'alive' | 'dead' | 'unknown';

/** Heartbeats that a holder may miss before a restart of its machine is believed. */
const beatsOfRestart = 1.5;

/** By pid and start time: sound only where both look at the same pids. */
async function judgeByProcess(claim: LockClaim, self: LockClaim): Promise<Verdict> {
  const sameNamespace = claim.pidNamespace !== undefined && claim.pidNamespace === self.pidNamespace;
  if (!sameNamespace || claim.bootId !== self.bootId || claim.startTime === undefined) return 'unknown';
  return (await processStartTime(claim.pid)) === claim.startTime ? 'alive' : 'dead';
}

async function judgeAtOnce(directory: string, claim: LockClaim, self: LockClaim): Promise<Verdict> {
  if (claim.bootId === undefined || claim.bootId !== self.bootId) return 'unknown';
  if (claim.socket !== undefined) {
    const answer = await probeLifeSocket(directory, claim.socket);
    if (answer === 'alive') return 'alive';
    if (answer === 'refused') return 'dead';
  }
  return judgeByProcess(claim, self);
}

/**
 * How long to watch a claim that neither socket nor pid tells of. What names this machine with another boot id is most
 * likely of before a restart; as copies of a machine share names and ids, even that one is given the time of a heartbeat.
 */
function watchingTime(claim: LockClaim, self: LockClaim, { heartbeatMs, observeMs }: HeartbeatTimes): number {
  const isSameMachine = claim.machineId !== undefined && claim.machineId === self.machineId && claim.host === self.host;
  const isRestarted = isSameMachine && claim.bootId !== undefined && claim.bootId !== self.bootId;
  return isRestarted ? Math.min(observeMs, heartbeatMs * beatsOfRestart) : observeMs;
}

/** Changes with each touch, whatever the clocks say; undefined where the claim is gone. */
async function lastTouch(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs, ctimeMs } = await stat(path);
    return `${mtimeMs} ${ctimeMs}`;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw storageFailure('read', path, error);
  }
}

/** Watches a claim for signs of life. How old it seems means nothing: the clock of its host may be another. */
async function watchHeartbeat(path: string, forMs: number, signal: AbortSignal): Promise<Verdict> {
  const first = await lastTouch(path);
  if (first === undefined) return 'dead';
  const step = Math.max(1, Math.min(1000, forMs / 10));
  for (let waited = 0; waited < forMs; waited += step) {
    await pause(step, undefined, { signal });
    const now = await lastTouch(path);
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
  name: string,
  times: HeartbeatTimes,
  signal: AbortSignal,
): Promise<boolean> {
  const verdict = await judgeAtOnce(directory, claim, self);
  if (verdict !== 'unknown') return verdict === 'alive';
  return (await watchHeartbeat(join(directory, name), watchingTime(claim, self, times), signal)) === 'alive';
}

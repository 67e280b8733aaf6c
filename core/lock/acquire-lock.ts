import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureDirectory, writeFileAtomic } from '../disk/atomic-write.js';
import { errorCode } from '../disk/storage-failure.js';
import { Failure, toFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import { type LockClaim, makeClaim, makeToken } from './claim.js';
import { dropClaim } from './drop-claim.js';
import { defaultHeartbeat, type HeartbeatTimes } from './liveness.js';
import { claimFiles, findRivals, removeClaim } from './rivals.js';
import { type LifeSocket, openLifeSocket } from './socket.js';

/** What belongs to this process until it is released, or until the process ends. */
export interface Lock {
  /** Aborted when the claim vanished from the disk: another process took this one for dead. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface LockRequest {
  /** The lock's own directory: `letsencrypt-dns/lock`. */
  readonly directory: string;
  /** For people who meet the lock: `letsencrypt-dns run`. */
  readonly command: string;
  /** How long to wait for the holder, milliseconds; default 0. Finding out whether a holder on another host lives takes its own time. */
  readonly wait?: number;
  readonly signal?: AbortSignal;
  readonly log: Logger;
  readonly heartbeat?: HeartbeatTimes;
  /** What is locked, for messages; a configuration directory unless told. */
  readonly subject?: string;
  /**
   * Held for a moment, by many one after the other: leaves no mark of a holder for people, and writes nothing that a
   * crash of the machine would have to keep, since no process outlives that.
   */
  readonly isBrief?: boolean;
}

/** Two that claim at the same time both step back and try again; after so long it is no coincidence, milliseconds. */
const contentionMs = 5000;
const retryMs = 200;

const thisDirectory = 'this configuration directory';

function lockedFailure(subject: string, holder: LockClaim): Failure {
  const message = `${subject} is in use by "${holder.command}" (pid ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return new Failure('LOCKED', message, { hint: 'Wait until it is done, or stop it', retryAfterMs: 10_000 });
}

/** Touches the claim so that other hosts see life; tells when it is gone. Not an effect: it depends on time alone. */
function startHeartbeat(path: string, everyMs: number, onLost: () => void, log: Logger): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') onLost();
      else log.warn({ path, reason: String(errorCode(error) ?? error) }, 'a claim cannot be touched');
    });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function hold(request: LockRequest, claim: LockClaim, socket: LifeSocket | undefined): Lock {
  const { directory, log, subject = thisDirectory } = request;
  const lost = new AbortController();
  const stopHeartbeat = startHeartbeat(
    join(directory, claimFiles(claim.token).claim),
    (request.heartbeat ?? defaultHeartbeat).heartbeatMs,
    () => {
      stopHeartbeat();
      log.error({ directory }, `the claim on ${subject} is gone: another process may have taken it`);
      lost.abort(new Failure('LOCKED', `the claim on ${subject} was lost`, { place: directory }));
    },
    log,
  );
  let released: Promise<void> | undefined;
  async function letGo(): Promise<void> {
    stopHeartbeat();
    try {
      await dropClaim(directory, claim.token);
    } finally {
      await socket?.close();
    }
  }
  return {
    lost: lost.signal,
    release() {
      released ??= letGo();
      return released;
    },
  };
}

/** Claims and looks around until nobody else claims, the holder is in the way for too long, or the signal says stop. */
async function contend(request: LockRequest, claim: LockClaim, signal: AbortSignal): Promise<void> {
  const { directory, wait = 0, heartbeat = defaultHeartbeat, log, isBrief = false } = request;
  const files = claimFiles(claim.token);
  const start = performance.now();
  for (;;) {
    signal.throwIfAborted();
    await writeFileAtomic(join(directory, files.claim), JSON.stringify(claim), {
      mode: 0o600,
      isDurable: !isBrief,
    });
    const rivals = await findRivals(directory, claim, heartbeat, signal, log);
    const [rival] = rivals;
    if (rival === undefined) {
      if (isBrief) return;
      await writeFileAtomic(join(directory, files.held), '', { mode: 0o600 });
      return;
    }
    await removeClaim(directory, claim.token);
    const holder = rivals.find(({ isHolder }) => isHolder);
    const waited = performance.now() - start;
    if (waited >= (holder === undefined ? Math.max(wait, contentionMs) : wait))
      throw lockedFailure(request.subject ?? thisDirectory, (holder ?? rival).claim);
    // A random pause parts those who would step back together for ever.
    const apart = 10 + Math.random() * Math.min(90 + waited / 10, 2 * retryMs);
    await pause(holder === undefined ? apart : Math.min(retryMs, wait - waited), undefined, { signal });
  }
}

/**
 * Takes a configuration directory for this process. Each process writes a claim under a name of its own, then looks for
 * the claims of others: of two, at least one sees the other and steps back, so never do two hold. A dead process's claim
 * is found out by its socket, its pid and start time, or its heartbeat, and removed; as its name is never used again,
 * that cannot hit a living one. @throws Failure LOCKED naming the holder, ABORTED, STORE
 */
export async function acquireLock(request: LockRequest): Promise<Lock> {
  const { directory, command, log, signal = new AbortController().signal } = request;
  await ensureDirectory(directory, 0o700);
  const token = makeToken();
  const socket = await openLifeSocket(directory, claimFiles(token).socket, log);
  try {
    const claim = await makeClaim(command, token, socket?.name);
    await contend(request, claim, signal);
    return hold(request, claim, socket);
  } catch (error) {
    // Why it was not taken says more than what its claim left behind.
    await dropClaim(directory, token).catch(() => undefined);
    await socket?.close().catch(() => undefined);
    throw toFailure(error, 'STORE');
  }
}

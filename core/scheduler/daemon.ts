import type { Clock } from '../clock/clock.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { Logger } from '../sdk/logger.js';
import { createWakeQueue, type WakeReason } from './wake-queue.js';

export interface DaemonOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Runs one pass; its failures are reported inside and not thrown. */
  readonly pass: (reasons: readonly WakeReason[], signal: AbortSignal) => Promise<PassEnd>;
  /** Called after a pass, when nothing of it is in use any more and the next one is not at hand. */
  readonly rest?: () => void;
  /** Starts watching; the callback asks for a pass. */
  readonly watch: (onChange: () => void) => Promise<() => Promise<void>>;
  /** Aborts when the program is to stop. */
  readonly signal: AbortSignal;
}

export interface PassEnd {
  /** When something comes due by itself, in milliseconds since the epoch: a renewal, a retry, the cron schedule. */
  readonly wakeAt: number | undefined;
  readonly wakeFor: WakeReason;
  /** Something to be watched until the next pass, however that comes about; its end asks for a pass. */
  readonly watch?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** With less time than this until the next pass, in milliseconds, there is no rest worth the name. */
const shortestRestMs = 10_000;

/** Sleeps are cut into pieces of this length, in milliseconds, so that a jump of the clock is noticed. */
const longestSleepMs = 60_000;

/**
 * Passes until the signal aborts: at start, after a change of configuration, and when something comes due. One at a
 * time; what comes in meanwhile leads to one more. It knows nothing of certificates.
 */
export async function runDaemon({ clock, log, pass, rest, watch, signal }: DaemonOptions): Promise<void> {
  const queue = createWakeQueue();
  const stopWatching = await watch(() => queue.wake('configuration changed'));
  queue.wake('start');
  try {
    while (!signal.aborted) {
      const reasons = await queue.next(signal);
      log.debug({ event: 'daemon.wake', reasons }, 'a pass begins');
      const end = await pass(reasons, signal);
      if (signal.aborted) continue;
      if (end.wakeAt === undefined || end.wakeAt - clock.now() >= shortestRestMs) rest?.();
      if (end.wakeAt === undefined && end.watch === undefined) continue;
      await wakeLater(end);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await stopWatching();
  }

  /** Returns at once when a wake-up is waiting, else when the moment has come, or what is watched has ended. */
  async function wakeLater({ wakeAt, wakeFor, watch: watchMore }: PassEnd): Promise<void> {
    const timer = new AbortController();
    const stop = joinSignals(signal, timer.signal);
    const woken = queue.peek(stop.signal);
    const never = new Promise<never>(() => {});
    const slept = wakeAt === undefined ? never : sleepUntil(clock, wakeAt, stop.signal);
    const watched = watchMore === undefined ? never : watchMore(stop.signal);
    let winner: WakeReason | undefined;
    try {
      winner = await Promise.race([
        woken.then(() => undefined),
        slept.then(() => wakeFor),
        watched.then(() => 'due' as const),
      ]);
    } finally {
      timer.abort();
      await Promise.allSettled([woken, ...(slept === never ? [] : [slept]), ...(watched === never ? [] : [watched])]);
      stop.release();
    }
    if (winner !== undefined) queue.wake(winner);
  }
}

/** Returns early where the clock was set back: what was computed by the old time is of no use. */
async function sleepUntil(clock: Clock, moment: number, signal: AbortSignal): Promise<void> {
  let now = clock.now();
  while (now < moment) {
    await clock.sleep(Math.min(moment - now, longestSleepMs), signal);
    const before = now;
    now = clock.now();
    if (now < before) return;
  }
}

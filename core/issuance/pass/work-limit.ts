import { Failure } from '../../sdk/failure.js';
import { joinSignals } from '../../sdk/joined-signal.js';

/**
 * Longest time that one certificate's work may take in a pass, in milliseconds: above what the limits of APIs and the
 * patience of a CA add up to. Parked waits do not count; they are no work of a pass.
 */
export const longestWorkMs = 45 * 60_000;

/** @param env tests make it short by `LETSENCRYPT_DNS_TEST_WORK_LIMIT`, in milliseconds */
export function workLimitMs(env: NodeJS.ProcessEnv): number {
  const shortened = env.LETSENCRYPT_DNS_TEST_WORK_LIMIT;
  return shortened === undefined ? longestWorkMs : Number(shortened);
}

/** So long, in milliseconds, work that was told to stop may take to undo what it did; then the pass goes on without it. */
const undoMs = 60_000;

export interface WorkLimit {
  /** Stops the work from outside. */
  readonly signal: AbortSignal;
  /** In milliseconds. */
  readonly limitMs: number;
  readonly undoMs?: number;
  /** Where the work stands; for the message. */
  readonly where: () => string;
}

/**
 * Runs work that ends in time: it is told to stop when its time is up, and left alone where it does not.
 * @throws Failure TIMEOUT saying where it stood; what the work throws
 */
export async function withinLimit<T>(limit: WorkLimit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, limitMs, where } = limit;
  const timeUp = new AbortController();
  const stop = joinSignals(signal, timeUp.signal);
  const timers: NodeJS.Timeout[] = [];

  /** Where nothing else is under way in the process, there is nothing to be waited for. */
  function later(ms: number, work: () => void): void {
    timers.push(setTimeout(work, ms).unref());
  }

  const stuck = new Promise<never>((_resolve, reject) => {
    later(limitMs, () => {
      const failure = tooLong(limitMs, where());
      timeUp.abort(failure);
      later(limit.undoMs ?? undoMs, () => reject(failure));
    });
  });
  try {
    return await Promise.race([work(stop.signal), stuck]);
  } catch (error) {
    throw timeUp.signal.aborted && !signal.aborted ? timeUp.signal.reason : error;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    stop.release();
  }
}

function tooLong(limitMs: number, where: string): Failure {
  const minutes = Math.round(limitMs / 6000) / 10;
  return new Failure('TIMEOUT', `it did not come to an end within ${minutes} minutes; it stood at: ${where}`, {
    hint: 'If that happens again, look at that service; LOG_LEVEL=debug shows each request',
  });
}

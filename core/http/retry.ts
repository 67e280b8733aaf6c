import { setTimeout as delay } from 'node:timers/promises';
import { type Failure, isFailure } from '../sdk/failure.js';
import type { Throttle } from './throttle.js';

export interface RetryPolicy {
  /** Tries altogether. */
  readonly attempts: number;
  /** Pause before the second try in milliseconds; doubles each time. */
  readonly firstPauseMs: number;
  /** A longer Retry-After than this, in milliseconds, is left to the scheduler. */
  readonly longestPauseMs: number;
  /**
   * How long, in milliseconds, one request waits altogether for a service that says "too many": such answers do not count
   * as tries. Left out: as any other failure.
   */
  readonly patienceMs?: number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 4, firstPauseMs: 500, longestPauseMs: 30_000 };

/** Longest pause after "too many requests" without a word on how long, in milliseconds. */
const longestGuessMs = 60_000;

/** Tries until it works, the failure is final, or the tries are used up; then throws the last failure. */
export async function retrying<T>(
  attempt: () => Promise<T>,
  mayRepeat: (failure: Failure) => boolean,
  policy: RetryPolicy,
  signal: AbortSignal,
  throttle?: Throttle,
): Promise<T> {
  const started = performance.now();
  let refusals = 0;
  for (let tries = 1; ; ) {
    try {
      return await (throttle === undefined ? attempt() : throttle.run(attempt, signal));
    } catch (error) {
      if (signal.aborted || !isFailure(error) || !error.retryable || !mayRepeat(error)) throw error;
      const { patienceMs } = policy;
      if (error.code === 'RATE_LIMITED' && patienceMs !== undefined && throttle !== undefined) {
        const pauseMs = error.retryAfterMs ?? Math.min(1000 * 2 ** refusals, longestGuessMs);
        if (performance.now() - started + pauseMs > patienceMs) throw error;
        refusals += 1;
        throttle.hold(pauseMs);
        continue;
      }
      if (tries >= policy.attempts) throw error;
      const pauseMs = error.retryAfterMs ?? policy.firstPauseMs * 2 ** (tries - 1) * (0.75 + Math.random() / 2);
      if (pauseMs > policy.longestPauseMs) throw error;
      await delay(pauseMs, undefined, { signal });
      tries += 1;
    }
  }
}

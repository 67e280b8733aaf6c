import { setTimeout as delay } from 'node:timers/promises';
import { type Failure, isFailure } from '../sdk/failure.js';

export interface RetryPolicy {
  /** Tries altogether. */
  readonly attempts: number;
  /** Pause before the second try in milliseconds; doubles each time. */
  readonly firstPauseMs: number;
  /** A longer Retry-After than this, in milliseconds, is left to the scheduler. */
  readonly longestPauseMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 4, firstPauseMs: 500, longestPauseMs: 30_000 };

/** Tries until it works, the failure is final, or the tries are used up; then throws the last failure. */
export async function retrying<T>(
  attempt: () => Promise<T>,
  mayRepeat: (failure: Failure) => boolean,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const lastTry = tries >= policy.attempts || signal.aborted;
      if (lastTry || !isFailure(error) || !error.retryable || !mayRepeat(error)) throw error;
      const pauseMs = error.retryAfterMs ?? policy.firstPauseMs * 2 ** (tries - 1) * (0.75 + Math.random() / 2);
      if (pauseMs > policy.longestPauseMs) throw error;
      await delay(pauseMs, undefined, { signal });
    }
  }
}

import { boundedPause, longestPauseMs } from '../sdk/bounded-pause.js';

/** Pauses after a failure, in milliseconds: minutes at first, a day in the end. */
const steps = [5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60].map((minutes) => minutes * 60_000);

/** What is remembered of a certificate that failed. */
export interface BackOff {
  /** Failures in a row. */
  readonly failures: number;
  /** No try before this moment, in milliseconds since the epoch. */
  readonly notBefore: number;
}

/**
 * The next back-off after one more failure.
 * @param retryAfterMs what the service asked for; a longer pause than ours wins
 */
export function nextBackOff(before: BackOff | undefined, now: number, retryAfterMs = 0): BackOff {
  const failures = (before?.failures ?? 0) + 1;
  return { failures, notBefore: now + Math.max(pauseAfter(failures), boundedPause(retryAfterMs, longestPauseMs.ca)) };
}

/** The pause after so many failures in a row, in milliseconds. */
export function pauseAfter(failures: number): number {
  return steps[Math.min(failures, steps.length) - 1] ?? 0;
}

/**
 * Until when a back-off that was read from disk holds. No pause is longer than a week: one that seems to be was computed
 * by a clock that was wrong, or asked for by a service before there was a bound.
 * @param failedAt when the failure was; undefined where that is not known
 * @returns undefined where it is not to be believed at all
 */
export function heldUntil({ notBefore }: BackOff, failedAt: number | undefined, now: number): number | undefined {
  // A failure in the future was remembered before the clock was set back.
  if (failedAt !== undefined && failedAt > now) return undefined;
  if (notBefore <= now) return undefined;
  const latest = (failedAt ?? now) + longestPauseMs.ca;
  if (notBefore <= latest) return notBefore;
  return failedAt === undefined || latest <= now ? undefined : latest;
}

import { type BackOff, nextBackOff } from '../../scheduler/back-off.js';
import { boundedPause, longestPauseMs } from '../../sdk/bounded-pause.js';
import type { Failure } from '../../sdk/failure.js';

/** Shortest pause after a service asked for one, in milliseconds. */
const shortestPauseMs = 60_000;

/**
 * The back-off of a certificate after a failure. Where a service said how long to wait, that is how long: having to
 * wait is no fault of the certificate, and does not make the next pauses longer. Nor is a store that was away, whose
 * orders go on where they were.
 */
export function backOffAfter(failure: Failure, before: BackOff | undefined, now: number): BackOff {
  if (failure.code === 'STORE' && failure.retryAfterMs !== undefined) {
    return { failures: before?.failures ?? 1, notBefore: now + boundedPause(failure.retryAfterMs, longestPauseMs.ca) };
  }
  if (failure.code !== 'RATE_LIMITED' || failure.retryAfterMs === undefined) {
    return nextBackOff(before, now, failure.retryAfterMs);
  }
  const notBefore = now + Math.max(boundedPause(failure.retryAfterMs, longestPauseMs.ca), shortestPauseMs);
  return { failures: before?.failures ?? 1, notBefore };
}

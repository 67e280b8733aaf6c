import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the next request may be sent. */
export type RateLimiter = (signal: AbortSignal) => Promise<void>;

/**
 * Spaces requests evenly, with a burst of one second's worth.
 * @param requestsPerSecond undefined: no limit
 */
export function createRateLimiter(requestsPerSecond: number | undefined): RateLimiter {
  if (requestsPerSecond === undefined) return async () => {};
  const intervalMs = 1000 / requestsPerSecond;
  const burstMs = Math.max(0, 1000 - intervalMs);
  let next = 0;
  return async (signal) => {
    const now = Date.now();
    next = Math.max(next, now - burstMs) + intervalMs;
    const waitMs = next - intervalMs - now;
    if (waitMs > 0) await delay(waitMs, undefined, { signal });
  };
}

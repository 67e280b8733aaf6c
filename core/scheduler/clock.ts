import { setTimeout as delay } from 'node:timers/promises';

/** Time, so that tests can bring their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds. @throws AbortError when the signal aborts first */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Timers cannot be set further ahead than this, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  async sleep(ms, signal) {
    await delay(Math.min(ms, longestTimer), undefined, signal === undefined ? {} : { signal });
  },
};

import type { Clock } from '../../core/clock/clock.js';

/** A clock that stands until it is moved. */
export interface FakeClock extends Clock {
  /** Moves it, also backwards; who sleeps until then wakes. */
  advance(ms: number): void;
  /** How long the next sleeper has to wait, in milliseconds; undefined where nobody sleeps. */
  nextWakeMs(): number | undefined;
}

export function createFakeClock(start = Date.now()): FakeClock {
  let now = start;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const stop = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper = {
          at: now + ms,
          wake: () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', stop, { once: true });
      });
    },
    advance(ms) {
      now += ms;
      for (const sleeper of sleepers) {
        if (sleeper.at > now && ms >= 0) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
    nextWakeMs: () => (sleepers.size === 0 ? undefined : Math.min(...[...sleepers].map(({ at }) => at)) - now),
  };
}

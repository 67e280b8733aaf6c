/** How long to wait before the first poll, learned from how quick the CA was before. */
export interface FirstPoll {
  /** Milliseconds; never above the bound that the class of waits starts with. */
  delayMs(): number;
  /** Tells whether the first poll found the work done. */
  learn(done: boolean): void;
}

const longestMs = 200;
const shortestMs = 4;

/**
 * Polling too early costs a request, too late costs time; both matter for a thousand certificates. The delay is halved
 * while the first poll succeeds, down to twice the longest delay that was too short, which itself is forgotten slowly.
 */
export function createFirstPoll(startMs = 100): FirstPoll {
  let delay = startMs;
  let tooShort = 0;
  return {
    delayMs: () => delay,
    learn(done) {
      if (done) {
        tooShort *= 0.97;
        delay = Math.max(shortestMs, delay / 2, tooShort * 2);
      } else {
        tooShort = Math.max(tooShort, delay);
        delay = tooShort * 2;
      }
      delay = Math.min(delay, longestMs);
      tooShort = Math.min(tooShort, longestMs / 2);
    },
  };
}

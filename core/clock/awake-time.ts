import type { Clock } from './clock.js';

/**
 * Milliseconds in which this process could do something, as far as is known by asking often: what a suspended machine
 * slept, or by how much somebody set the clock, is left out.
 * @param longestMs between two questions; what is beyond it was no time of this process
 */
export function awakeTime(clock: Pick<Clock, 'now'>, longestMs: number): () => number {
  let last = clock.now();
  let awake = 0;
  return () => {
    const now = clock.now();
    awake += Math.min(Math.max(now - last, 0), longestMs);
    last = now;
    return awake;
  };
}

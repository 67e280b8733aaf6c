import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions<T> {
  readonly read: () => Promise<T>;
  readonly isDone: (state: T) => boolean;
  /** Pause after a look that found the work undone, in milliseconds. */
  readonly pauseMs: number;
  /** By how much each pause is longer than the one before; not at all unless told. */
  readonly growth?: number;
  readonly longestPauseMs?: number;
  /** How long to look altogether, in milliseconds. */
  readonly limitMs: number;
  readonly now: () => number;
  readonly signal: () => AbortSignal;
}

/** Pauses are never shorter than this, in milliseconds, whatever is configured. */
const shortestPauseMs = 10;

/**
 * Looks again and again until work elsewhere is done; undefined where it is not within the limit. No pause lasts
 * beyond that.
 */
export async function poll<T>(options: PollOptions<T>): Promise<T | undefined> {
  const { read, isDone, growth = 1, longestPauseMs = Number.POSITIVE_INFINITY, limitMs, now, signal } = options;
  const deadline = now() + limitMs;
  for (let pauseMs = options.pauseMs; ; pauseMs *= growth) {
    const state = await read();
    if (isDone(state)) return state;
    const next = Math.max(shortestPauseMs, Math.min(pauseMs, longestPauseMs));
    if (now() + next >= deadline) return undefined;
    await delay(next, undefined, { signal: signal() });
  }
}

const dayMs = 24 * 3600 * 1000;

/** Longest pauses that are heeded, in milliseconds: of any service, and of a CA, whose limits may last for a week. */
export const longestPauseMs = { service: dayMs, ca: 7 * dayMs } as const;

/**
 * A pause that a service asked for, in milliseconds, made sane: never negative, never longer than the longest, and none
 * where it is no number.
 */
export function boundedPause(ms: number, longestMs: number = longestPauseMs.service): number {
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), longestMs);
}

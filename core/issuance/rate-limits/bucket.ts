/** A limit of a service: so many at once, and one more each time that an interval has passed. */
export interface Limit {
  /** How many may be taken from a full bucket at once. */
  readonly capacity: number;
  /** Milliseconds until one more may be taken. */
  readonly refillMs: number;
}

/**
 * A bucket is one number: the moment, in milliseconds since the epoch, at which it will be full again (the generic cell
 * rate algorithm). A moment that has passed, or none, is a full bucket.
 */
export type FullAt = number | undefined;

/** When the next one may be taken, in milliseconds since the epoch; `now` where that is at once. */
export function nextFrom(limit: Limit, fullAt: FullAt, now: number): number {
  return now + Math.max(0, missingFrom(limit, fullAt, now) - (limit.capacity - 1) * limit.refillMs);
}

/** The bucket after one was taken from it. */
export function takeFrom(limit: Limit, fullAt: FullAt, now: number): number {
  return now + missingFrom(limit, fullAt, now) + limit.refillMs;
}

/** Milliseconds until it is full. A clock that was set back must not lock it for longer than it takes to fill it. */
function missingFrom(limit: Limit, fullAt: FullAt, now: number): number {
  return Math.min(Math.max((fullAt ?? now) - now, 0), limit.capacity * limit.refillMs);
}

/** The bucket after one was put back that turned out not to count. */
export function giveBackTo(limit: Limit, fullAt: FullAt): FullAt {
  return fullAt === undefined ? undefined : fullAt - limit.refillMs;
}

/** A limit of a service that counts what happened within a time, and forgets it all at once. */
export interface Window {
  /** How many may be taken within the time. */
  readonly most: number;
  /** Milliseconds. */
  readonly withinMs: number;
}

/**
 * What has been taken, as one moment for each of the places that a window has: when it is free again, in milliseconds
 * since the epoch. A moment that has passed, or none, is a free place.
 */
export type Places = readonly (number | undefined)[];

/** The place that is free first, and from when on; `now` where that is at once. */
export function firstFree({ withinMs }: Window, places: Places, now: number): { place: number; from: number } {
  let best = { place: 0, from: Number.POSITIVE_INFINITY };
  for (const [place, freeAt = now] of places.entries()) {
    // Further ahead than the window is long: the clock was set back.
    if (freeAt <= now || freeAt > now + withinMs) return { place, from: now };
    if (freeAt < best.from) best = { place, from: freeAt };
  }
  return best;
}

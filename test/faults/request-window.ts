/** What an API that takes so many requests in a window has seen. */
export interface Seen {
  taken: number;
  refused: number;
  windows: number;
  /** Windows that ended with room left while somebody whom an earlier one refused still waited. */
  wasted: number;
}

export interface RequestWindow {
  readonly seen: Seen;
  /**
   * @param request what tells this one from others; the same when it is tried again
   * @returns undefined where it is taken, else for how long to wait, in milliseconds
   */
  take(request: string): number | undefined;
}

/** A minute of a real API lasts `windowMs` here; it begins with the first request after the last one. */
export function createRequestWindow(most: number, windowMs: number): RequestWindow {
  const seen = { taken: 0, refused: 0, windows: 0, wasted: 0 };
  const waiting = new Set<string>();
  let opened = Number.NEGATIVE_INFINITY;
  let used = most;
  return {
    seen,
    take(request) {
      const now = performance.now();
      if (now - opened >= windowMs) {
        if (used < most && waiting.size > 0) seen.wasted += 1;
        opened = now;
        used = 0;
        seen.windows += 1;
      }
      if (used >= most) {
        seen.refused += 1;
        waiting.add(request);
        return opened + windowMs - now;
      }
      used += 1;
      seen.taken += 1;
      waiting.delete(request);
      return undefined;
    },
  };
}

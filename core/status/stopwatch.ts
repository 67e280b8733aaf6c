/** Measures one thing at a time for each of many names. */
export interface Stopwatch {
  /** Begins; one that runs already goes on. */
  start(name: string): void;
  /** @returns seconds since the start; undefined where it was not running */
  stop(name: string): number | undefined;
}

/** @param now milliseconds */
export function createStopwatch(now: () => number): Stopwatch {
  const started = new Map<string, number>();
  return {
    start(name) {
      if (!started.has(name)) started.set(name, now());
    },
    stop(name) {
      const start = started.get(name);
      started.delete(name);
      return start === undefined ? undefined : Math.max(0, now() - start) / 1000;
    },
  };
}

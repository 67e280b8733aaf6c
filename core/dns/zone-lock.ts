/** Runs work on a zone once all earlier work on the same zone has ended, however it ended. */
export type ZoneLock = <T>(zone: string, work: () => Promise<T>) => Promise<T>;

/** One lock a provider and account: APIs that replace whole sets or zones must see one write at a time. */
export function createZoneLock(): ZoneLock {
  const tails = new Map<string, Promise<unknown>>();
  return async (zone, work) => {
    const before = tails.get(zone) ?? Promise.resolve();
    const mine = before.then(work, work);
    const tail = mine.catch(() => undefined);
    tails.set(zone, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(zone) === tail) tails.delete(zone);
    }
  };
}

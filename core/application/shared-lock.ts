import type { Lock } from '../lock/acquire-lock.js';

/** A lock for works that overlap: held while one of them needs it, given back while none does. */
export interface SharedLock {
  /**
   * @param work given what aborts where the lock is lost that it has
   * @throws what `acquire` throws, and what the work does
   */
  hold<T>(work: (lost: AbortSignal) => Promise<T>): Promise<T>;
  /** Aborts where the lock was lost while it was held, once and for all: for works that do not begin anew. */
  readonly lost: AbortSignal;
}

export function createSharedLock(acquire: () => Promise<Lock>): SharedLock {
  const lost = new AbortController();
  let users = 0;
  let current: Promise<Lock> | undefined;
  let released: Promise<void> = Promise.resolve();

  async function take(): Promise<Lock> {
    await released;
    const lock = await acquire();
    lock.lost.addEventListener('abort', () => lost.abort(lock.lost.reason), { once: true });
    return lock;
  }

  async function leave(): Promise<void> {
    users -= 1;
    if (users > 0 || current === undefined) return;
    const last = current;
    current = undefined;
    released = last.then(
      (lock) => lock.release(),
      // Whoever waited for it was told.
      () => {},
    );
    await released;
  }

  return {
    lost: lost.signal,
    async hold(work) {
      users += 1;
      try {
        current ??= take();
        return await work((await current).lost);
      } finally {
        await leave();
      }
    },
  };
}

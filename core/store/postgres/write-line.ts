import type { Database, Query } from './database.js';

/** A write that waits for its turn. */
interface Waiting<F> {
  readonly fence: F;
  readonly work: (query: Query) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** More than these in one transaction would hold its rows for too long. */
const mostAtOnce = 32;

/** One write after the other: what one sees and leaves behind, no other changes in between. */
export interface WriteLine<F> {
  /** Resolves once the work is committed. It may be called more than once, where it was undone with others. */
  write<T>(fence: F, work: (query: Query) => Promise<T>): Promise<T>;
}

/**
 * Those that wait while a transaction is under way share the next one: what thirty certificates want written at the same
 * time costs one commit. One that fails takes no other with it: then each has a transaction of its own.
 * @param first done in each transaction before the writes, which are all under one fence
 */
export function createWriteLine<F>(
  database: Pick<Database, 'transaction'>,
  first: (query: Query, fence: F) => Promise<void>,
): WriteLine<F> {
  const waiting: Waiting<F>[] = [];
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    // One turn, so that what is asked for together is written together.
    await Promise.resolve();
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const { fence } = next;
      const others = waiting.findIndex((each) => each.fence !== fence);
      await commit(fence, waiting.splice(0, Math.min(mostAtOnce, others === -1 ? waiting.length : others)));
    }
    isWorking = false;
  }

  async function commit(fence: F, writes: readonly Waiting<F>[]): Promise<void> {
    /** From here on nobody knows whether a transaction that fails is undone. */
    let isEnding = false;
    try {
      const results = await database.transaction(async (query) => {
        isEnding = false;
        await first(query, fence);
        const found: unknown[] = [];
        for (const each of writes) found.push(await each.work(query));
        isEnding = true;
        return found;
      });
      for (const [index, { resolve }] of writes.entries()) resolve(results[index]);
    } catch (error) {
      if (writes.length > 1 && !isEnding) for (const each of writes) await commit(fence, [each]);
      else for (const { reject } of writes) reject(error);
    }
  }

  return {
    write: <T>(fence: F, wanted: (query: Query) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ fence, work: wanted, resolve: resolve as (result: unknown) => void, reject });
        if (!isWorking) work();
      }),
  };
}

import { currentSignal, withSignal } from '../http/ambient-signal.js';
import { joinSignals } from '../sdk/joined-signal.js';

/** Runs work on a zone once all earlier work on the same zone has ended, however it ended. */
export type ZoneLock = <T>(zone: string, work: () => Promise<T>) => Promise<T>;

/** What keeps other processes away, for as long as it is held. Giving it back never fails. */
export interface ZoneLease {
  /** Aborts where somebody else may have it by now. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Waits for other processes within bounds. @throws Failure LOCKED, ABORTED, STORE */
export type TakeZoneLease = (zone: string, signal: AbortSignal) => Promise<ZoneLease>;

/**
 * A queue for each zone: APIs that replace whole sets or zones must see one write at a time.
 * @param take left out: only this process writes. Else the work is under that lease, and fails with LOCKED where it is lost
 */
export function createZoneLock(take?: TakeZoneLease): ZoneLock {
  const tails = new Map<string, Promise<unknown>>();

  async function underLease<T>(zone: string, work: () => Promise<T>): Promise<T> {
    if (take === undefined) return work();
    const signal = currentSignal();
    const { lost, release } = await take(zone, signal);
    const stop = joinSignals(signal, lost);
    try {
      lost.throwIfAborted();
      return await withSignal(stop.signal, work);
    } catch (error) {
      throw lost.aborted ? lost.reason : error;
    } finally {
      stop.release();
      await release();
    }
  }

  return async (zone, work) => {
    const before = tails.get(zone) ?? Promise.resolve();
    const next = () => underLease(zone, work);
    const mine = before.then(next, next);
    const tail = mine.catch(() => undefined);
    tails.set(zone, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(zone) === tail) tails.delete(zone);
    }
  };
}

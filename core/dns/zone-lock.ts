import { currentSignal, neverAborting, withSignal } from '../sdk/ambient-signal.js';
import { joinSignals } from '../sdk/joined-signal.js';

/**
 * Runs work on a zone once all earlier work on the same zone has ended, however it ended. Waiting ends with the ambient
 * signal.
 * @param patience ends the waiting alone
 */
export type ZoneLock = <T>(zone: string, work: () => Promise<T>, patience?: AbortSignal) => Promise<T>;

/** What keeps other processes away, for as long as it is held. Giving it back never fails. */
export interface ZoneLease {
  /** Aborts where somebody else may have it by now. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Waits for other processes within bounds. @throws Failure LOCKED, ABORTED, STORE */
export type TakeZoneLease = (zone: string, signal: AbortSignal) => Promise<ZoneLease>;

/**
 * A queue for each zone, of which a settled promise stays for as long as the lock: APIs that replace whole sets or zones must see one write at a time.
 * @param take left out: only this process writes. Else the work is under that lease, and fails with LOCKED where it is lost
 */
export function createZoneLock(take?: TakeZoneLease): ZoneLock {
  const tails = new Map<string, Promise<unknown>>();

  async function underLease<T>(zone: string, work: () => Promise<T>, patience: AbortSignal): Promise<T> {
    if (take === undefined) return work();
    const signal = currentSignal();
    const { lost, release } = await takeWithin(take, zone, [signal, patience]);
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

  return async (zone, work, patience = neverAborting()) => {
    const before = tails.get(zone) ?? Promise.resolve();
    const waiting = joinSignals(currentSignal(), patience);
    const turn = begun(before, waiting.signal).finally(waiting.release);
    const mine = turn.then(() => underLease(zone, work, patience));
    // Whoever leaves the queue does not let the next one pass those who stay. Nothing of their results is kept.
    tails.set(
      zone,
      Promise.allSettled([before, mine]).then(() => {}),
    );
    return mine;
  };
}

/** Resolves when those before are done, unless the waiting ends first. @param before never rejects */
function begun(before: Promise<unknown>, waiting: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(waiting.reason);
    if (waiting.aborted) return leave();
    waiting.addEventListener('abort', leave, { once: true });
    void before.then(() => {
      waiting.removeEventListener('abort', leave);
      resolve();
    });
  });
}

async function takeWithin(take: TakeZoneLease, zone: string, signals: readonly AbortSignal[]): Promise<ZoneLease> {
  const waiting = joinSignals(...signals);
  try {
    return await take(zone, waiting.signal);
  } catch (error) {
    // Why the waiting ended says more than that it did.
    throw signals.find(({ aborted }) => aborted)?.reason ?? error;
  } finally {
    waiting.release();
  }
}

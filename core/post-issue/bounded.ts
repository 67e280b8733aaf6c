import { Failure, isFailure } from '../sdk/failure.js';

/** How long work that was told to stop may take to do so before it is given up. */
const graceMs = 3_000;

/**
 * Runs work under the caller's signal and a time limit. Work that does not stop when told is left alone after a short
 * grace: it must not hold up anything else. A late error of it is of no interest to anybody.
 * @throws Failure ABORTED, or TIMEOUT with `overdue` as its message, whatever the work throws once it was told to stop
 */
export async function bounded<T>(
  work: (signal: AbortSignal) => Promise<T>,
  limitMs: number,
  signal: AbortSignal,
  overdue: string,
): Promise<T> {
  const controller = new AbortController();
  let stopped: Failure | undefined;
  let giveUp: (failure: Failure) => void = () => undefined;
  const abandoned = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  let grace: NodeJS.Timeout | undefined;

  function stop(failure: Failure): void {
    if (stopped !== undefined) return;
    stopped = failure;
    controller.abort(failure);
    grace = setTimeout(giveUp, graceMs, failure);
  }
  function onAbort(): void {
    stop(new Failure('ABORTED', 'stopped before it ended', { cause: signal.reason }));
  }

  const limit = setTimeout(() => stop(new Failure('TIMEOUT', overdue)), limitMs);
  signal.addEventListener('abort', onAbort);
  try {
    if (signal.aborted) throw new Failure('ABORTED', 'stopped before it began', { cause: signal.reason });
    // Who loses this race may fail later on: that is heard here, and by nobody else.
    return await Promise.race([work(controller.signal), abandoned]);
  } catch (error) {
    throw stopped !== undefined && !isOwnFailure(error) ? stopped : error;
  } finally {
    clearTimeout(limit);
    clearTimeout(grace);
    signal.removeEventListener('abort', onAbort);
  }

  /** Work that ended by an error of its own, though it was told to stop, has more to say than that it was told. */
  function isOwnFailure(error: unknown): boolean {
    return isFailure(error) && error !== stopped && !isFailure(error, 'ABORTED', 'TIMEOUT');
  }
}

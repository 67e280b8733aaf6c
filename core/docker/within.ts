import { Failure } from '../sdk/failure.js';
import { joinSignals } from '../sdk/joined-signal.js';

/**
 * Runs work under the caller's signal and a time limit in milliseconds.
 * @throws Failure ABORTED or TIMEOUT, whatever the work itself throws once one of them has struck
 */
export async function within<T>(
  signal: AbortSignal,
  limitMs: number,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(limitMs);
  const joined = joinSignals(signal, limit);
  try {
    signal.throwIfAborted();
    return await work(joined.signal);
  } catch (error) {
    if (signal.aborted) throw new Failure('ABORTED', `stopped while Docker should ${what}`, { cause: error });
    if (limit.aborted) {
      throw new Failure('TIMEOUT', `Docker did not ${what} within ${limitMs / 1000} s`, { cause: error });
    }
    throw error;
  } finally {
    joined.release();
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { withoutLimit } from './joined-signal.js';

const storage = new AsyncLocalStorage<AbortSignal>();
let unending: AbortSignal | undefined;

/**
 * Runs work whose requests all stop when the signal aborts. Providers need not hand signals around: their HTTP client
 * asks here. Clean-up runs under a signal of its own in just the same way.
 */
export function withSignal<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return storage.run(withoutLimit(signal), work);
}

/** The signal of the work under way; one that never aborts outside of {@link withSignal}. */
export function currentSignal(): AbortSignal {
  return storage.getStore() ?? neverAborting();
}

/** One for all; any number of requests may listen to it. */
export function neverAborting(): AbortSignal {
  unending ??= withoutLimit(new AbortController().signal);
  return unending;
}

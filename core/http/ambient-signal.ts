import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';

const storage = new AsyncLocalStorage<AbortSignal>();
const never = new AbortController().signal;
// Any number of requests may listen to one signal; node takes more than ten for a leak.
setMaxListeners(0, never);

/**
 * Runs work whose requests all stop when the signal aborts. Providers need not hand signals around: their HTTP client
 * asks here. Clean-up runs under a signal of its own in just the same way.
 */
export function withSignal<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  setMaxListeners(0, signal);
  return storage.run(signal, work);
}

/** The signal of the work under way; one that never aborts outside of {@link withSignal}. */
export function currentSignal(): AbortSignal {
  return storage.getStore() ?? never;
}

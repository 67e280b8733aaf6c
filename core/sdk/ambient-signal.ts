import { ambient, withAmbient } from './ambient.js';
import { withoutLimit } from './joined-signal.js';

let unending: AbortSignal | undefined;

/**
 * Runs work whose requests all stop when the signal aborts. Providers need not hand signals around: their HTTP client
 * asks here. Clean-up runs under a signal of its own in just the same way.
 */
export function withSignal<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return withAmbient({ signal: withoutLimit(signal) }, work);
}

/** The signal of the work under way; one that never aborts outside of {@link withSignal}. */
export function currentSignal(): AbortSignal {
  return ambient().signal ?? neverAborting();
}

/** One for all; any number of requests may listen to it. */
export function neverAborting(): AbortSignal {
  unending ??= withoutLimit(new AbortController().signal);
  return unending;
}

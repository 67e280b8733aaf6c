import { setMaxListeners } from 'node:events';
import { currentSignal } from '../http/ambient-signal.js';

/** The ambient signal. Hundreds of concurrent requests may listen to one: Node would warn of a leak at eleven. */
export function ambientSignal(): AbortSignal {
  return unbounded(currentSignal());
}

export function unbounded(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}

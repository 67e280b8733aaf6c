import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../sdk/failure.js';

/** Time as the propagation wait needs it; replaced in tests. */
export interface DnsClock {
  /** In milliseconds; only differences matter. */
  now(): number;
  /** @throws Failure ABORTED where the signal ends the pause */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemDnsClock: DnsClock = {
  now: () => performance.now(),
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, { signal });
    } catch (cause) {
      throw new Failure('ABORTED', 'stopped while waiting for DNS records to become visible', { cause });
    }
  },
};

import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../sdk/failure.js';

/** Time as this layer needs it; replaced in tests. */
export interface AcmeClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws Failure ABORTED where the signal ends the pause */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: AcmeClock = {
  now: Date.now,
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, { signal });
    } catch (cause) {
      throw new Failure('ABORTED', 'stopped while waiting for the CA', { cause });
    }
  },
};

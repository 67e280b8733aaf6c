import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../sdk/failure.js';

/** Time, so that tests can bring their own. */
export interface Clock {
  /** In milliseconds; since 1970 by the system's clock, where nothing else is said. */
  now(): number;
  /** Resolves after so many milliseconds. @throws Failure ABORTED when the signal aborts first */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Timers cannot be set further ahead than this, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(Math.min(ms, longestTimer), undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new Failure('ABORTED', 'stopped while waiting', { cause });
  }
}

export const systemClock: Clock = { now: Date.now, sleep };

/** Runs on whatever is done to the system's clock; only differences mean something. */
export const steadyClock: Clock = { now: () => performance.now(), sleep };

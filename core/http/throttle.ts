import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../sdk/failure.js';
import { untilAborted } from '../sdk/until-aborted.js';

/** Holds requests back while the service says that there were too many. */
export interface Throttle {
  /** Runs one attempt: at once as long as the service never complained, else in turn and not before the pause is over. */
  run<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** No request for so long, in milliseconds; from now on they go one after the other. */
  hold(pauseMs: number): void;
}

/**
 * Requests of one account share a limit: where one of them was refused, others sent at the same time would be refused
 * as well, and some services count those, too.
 */
export function createThrottle(): Throttle {
  /** Zero: nobody ever complained. */
  let openAt = 0;
  let line: Promise<unknown> = Promise.resolve();

  async function inTurn<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    // It may be held for longer while this one waits.
    for (let pauseMs = left(); pauseMs > 0; pauseMs = left()) await delay(pauseMs, undefined, { signal });
    return attempt();
  }

  function left(): number {
    return openAt - performance.now();
  }

  return {
    run(attempt, signal) {
      if (openAt === 0) return attempt();
      const mine = line.then(() => inTurn(attempt, signal));
      line = mine.catch(() => undefined);
      // Who waits in the line stops waiting at once.
      const reason = () => new Failure('ABORTED', 'stopped while waiting for the service', { cause: signal.reason });
      return untilAborted(mine, signal, reason);
    },
    hold(pauseMs) {
      openAt = Math.max(openAt, performance.now() + pauseMs);
    },
  };
}

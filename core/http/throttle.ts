import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../sdk/failure.js';

/** Holds requests back while the service says that there were too many. */
export interface Throttle {
  /** Runs one attempt: at once as long as the service never complained, else in turn and not before the pause is over. */
  run<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** No request for so long, in milliseconds; from now on they go one after the other. */
  hold(pauseMs: number): void;
}

/** Who waits in the line stops waiting at once. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () =>
      reject(new Failure('ABORTED', 'stopped while waiting for the service', { cause: signal.reason }));
    signal.addEventListener('abort', stop);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/**
 * Requests of one account share a limit: where one of them was refused, others sent at the same time would be refused
 * as well, and some services count those, too.
 */
export function createThrottle(): Throttle {
  let openAt: number | undefined;
  let line: Promise<unknown> = Promise.resolve();

  async function inTurn<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    // It may be held for longer while this one waits.
    for (let pauseMs = left(); pauseMs > 0; pauseMs = left()) await delay(pauseMs, undefined, { signal });
    return attempt();
  }

  function left(): number {
    return (openAt ?? 0) - performance.now();
  }

  return {
    run(attempt, signal) {
      if (openAt === undefined) return attempt();
      const mine = line.then(() => inTurn(attempt, signal));
      line = mine.catch(() => undefined);
      return untilAborted(mine, signal);
    },
    hold(pauseMs) {
      openAt = Math.max(openAt ?? 0, performance.now() + pauseMs);
    },
  };
}

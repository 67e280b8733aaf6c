import { setMaxListeners } from 'node:events';

const boundless = new WeakSet<AbortSignal>();

/** Lets any number listen to a signal: node takes more than ten listeners for a leak. Once for each, as it takes its time. */
export function withoutLimit(signal: AbortSignal): AbortSignal {
  if (!boundless.has(signal)) {
    setMaxListeners(0, signal);
    boundless.add(signal);
  }
  return signal;
}

/** A signal that aborts with the first of several, until it is released. */
export interface JoinedSignal {
  readonly signal: AbortSignal;
  /** Lets go of the others: nothing of this one stays with a signal that lives as long as the program. */
  release(): void;
}

/**
 * What `AbortSignal.any` does, for signals of which one lives much longer than the work at hand: there, `any` leaves
 * something behind with each call.
 */
export function joinSignals(...signals: readonly AbortSignal[]): JoinedSignal {
  const controller = new AbortController();
  const listeners = signals.map((signal) => ({ signal, listener: () => stop(signal) }));

  function stop({ reason }: AbortSignal): void {
    release();
    controller.abort(reason);
  }

  function release(): void {
    for (const { signal, listener } of listeners) signal.removeEventListener('abort', listener);
  }

  const aborted = signals.find((signal) => signal.aborted);
  if (aborted === undefined) {
    for (const { signal, listener } of listeners) {
      // Many may join with one that lives long.
      withoutLimit(signal).addEventListener('abort', listener);
    }
  } else controller.abort(aborted.reason);
  return { signal: controller.signal, release };
}

/** A signal with a time limit of its own, until it is released. */
export interface LimitedSignal extends JoinedSignal {
  /** Whether the time ran out, and nothing else stopped it. */
  isLate(): boolean;
}

/** What `joinSignals(signal, AbortSignal.timeout(ms))` does, with half as many objects: there is one for each request. */
export function limitSignal(signal: AbortSignal, timeoutMs: number): LimitedSignal {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    signal.removeEventListener('abort', stop);
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, timeoutMs).unref();

  function stop(): void {
    clearTimeout(timer);
    controller.abort(signal.reason);
  }

  function release(): void {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }

  if (signal.aborted) stop();
  else withoutLimit(signal).addEventListener('abort', stop);
  return { signal: controller.signal, release, isLate: () => late };
}

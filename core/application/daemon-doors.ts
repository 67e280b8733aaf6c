import type { DesiredState } from '../config/desired-state.js';
import type { DoorKeeper } from '../doors/keeper.js';
import type { PassListener } from '../issuance/pass/events.js';
import { failureFields } from '../logging/failure-fields.js';
import { Failure, toFailure } from '../sdk/failure.js';
import type { Application } from './open-application.js';
import type { SharedLock } from './shared-lock.js';
import { tokens } from './tokens.js';

/** The doors of the daemon; nothing of them is loaded before a configuration asks for some. */
export interface DaemonDoors {
  /** The configuration may have changed. */
  update(): void;
  /**
   * This instance does the passes, and the work of the doors with them, until told otherwise: over a store of its own for as
   * long as it runs.
   * @param lock that of the directory
   * @param until aborts when another one may do them
   */
  work(lock: SharedLock, until: AbortSignal): void;
  /** The end of that; resolves once nothing of the work is left here. */
  rest(): Promise<void>;
  /** To be told of what happens in passes: the certificate of the listener may be new. */
  readonly listen: PassListener;
  close(): Promise<void>;
}

/**
 * @param state the configuration as it is now
 * @param listen told of each call
 * @param signal the doors close at once when it aborts, beside whatever else ends then: both have the same ten seconds
 */
export function openDaemonDoors(
  { container, current, log }: Application,
  state: () => DesiredState,
  listen: PassListener,
  signal: AbortSignal,
): DaemonDoors {
  const { shared } = container.resolve(tokens.passServices).store;
  let lock: SharedLock | undefined;
  let turn: AbortSignal | undefined;
  let keeper: Promise<DoorKeeper> | undefined;
  let closing: Promise<void> | undefined;

  async function hold<T>(work: () => Promise<T>): Promise<T> {
    if (lock === undefined) throw new Failure('LOCKED', 'another instance does the passes');
    return lock.hold(work);
  }

  async function load(): Promise<DoorKeeper> {
    const { createDoorKeeper } = await import('../doors/keeper.js');
    const among = shared && { calls: shared.calls, turn: () => turn };
    return createDoorKeeper({ state, services: () => current().resolve(tokens.passServices), hold, listen, among });
  }

  async function bringUpToDate(): Promise<void> {
    if (signal.aborted || (keeper === undefined && state().doors === undefined)) return;
    keeper ??= load();
    try {
      await (await keeper).update();
    } catch (error) {
      keeper = undefined;
      log.error({ event: 'doors.unavailable', ...failureFields(error) }, toFailure(error).message);
    }
  }

  function update(): void {
    void bringUpToDate();
  }

  function close(): Promise<void> {
    closing ??= (async () => {
      const opened = await keeper?.catch(() => undefined);
      await opened?.close();
    })();
    return closing;
  }

  signal.addEventListener('abort', () => void close(), { once: true });
  return {
    update,
    work(held, until) {
      lock = held;
      turn = until;
      update();
    },
    async rest() {
      if (shared === undefined || signal.aborted) return close();
      turn = undefined;
      await bringUpToDate();
      lock = undefined;
    },
    close,
    listen: ({ kind }) => {
      if (kind === 'pass-ended') update();
    },
  };
}

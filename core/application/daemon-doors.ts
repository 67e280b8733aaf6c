import type { DesiredState } from '../config/desired-state.js';
import type { DoorKeeper } from '../doors/keeper.js';
import type { PassListener } from '../issuance/pass/events.js';
import { failureFields } from '../logging/failure-fields.js';
import { toFailure } from '../sdk/failure.js';
import type { Application } from './open-application.js';
import type { SharedLock } from './shared-lock.js';
import { tokens } from './tokens.js';

/** The doors of the daemon; nothing of them is loaded before a configuration asks for some. */
export interface DaemonDoors {
  /** The configuration may have changed. */
  update(): void;
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
  { current, log }: Application,
  state: () => DesiredState,
  lock: SharedLock,
  listen: PassListener,
  signal: AbortSignal,
): DaemonDoors {
  let keeper: Promise<DoorKeeper> | undefined;
  let closing: Promise<void> | undefined;

  async function load(): Promise<DoorKeeper> {
    const { createDoorKeeper } = await import('../doors/keeper.js');
    return createDoorKeeper({ state, services: () => current().resolve(tokens.passServices), hold: lock.hold, listen });
  }

  function update(): void {
    if (signal.aborted || (keeper === undefined && state().doors === undefined)) return;
    keeper ??= load();
    keeper.then(
      (opened) => opened.update(),
      (error: unknown) => {
        keeper = undefined;
        log.error({ event: 'doors.unavailable', ...failureFields(error) }, toFailure(error).message);
      },
    );
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
    close,
    listen: ({ kind }) => {
      if (kind === 'pass-ended') update();
    },
  };
}

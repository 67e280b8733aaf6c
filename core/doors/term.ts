import type { DoorName } from '../config/doors.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { DoorCalls } from '../store/shared-store.js';
import type { DoorContext } from './door.js';
import { createDoorSet, type DoorSet } from './door-set.js';
import type { ServeOptions } from './serve.js';

/** The time in which this process does the work of the doors. */
export interface Term {
  readonly doors: DoorSet;
  /** Aborts when the work is another's, or the program stops. */
  readonly ended: AbortSignal;
  /** Begins to answer other instances, where it has not yet. */
  answer(): void;
  end(): Promise<void>;
}

/** Of several instances over one store, one does the work of the doors of all. */
export interface Among {
  readonly calls: DoorCalls;
  /** Aborts when this instance is no longer the one that does the passes; undefined where it is not now. */
  turn(): AbortSignal | undefined;
}

export interface TermOptions extends ServeOptions, Pick<DoorContext, 'state' | 'services' | 'hold'> {
  readonly turn: AbortSignal | undefined;
  readonly among: Among | undefined;
  readonly tellUnopened: (door: DoorName, error: unknown) => void;
}

/**
 * What other processes keep the doors waiting at most before that is told, in milliseconds: on one directory, another daemon
 * has them; over a store, the lease of one that was killed has to run out.
 */
const lockWaitMs = { alone: 5000, among: 30_000 };

/** @throws Failure LOCKED where another process serves the doors */
export async function beginTerm(options: TermOptions): Promise<Term> {
  const { state, services, hold, settings, log, signal: stop, turn, among, tellUnopened } = options;
  const { clock, store } = services();
  const signals = turn === undefined ? [stop] : [stop, turn];
  // Two daemons on one directory would write the same files.
  const waiting = joinSignals(...signals);
  const lock = await store
    .lease('doors', {
      command: 'letsencrypt-dns run (doors)',
      wait: among === undefined ? lockWaitMs.alone : lockWaitMs.among,
      signal: waiting.signal,
    })
    .finally(waiting.release);
  const { signal: ended, release } = joinSignals(...signals, lock.lost);

  function contextOf(door: DoorName): DoorContext {
    const url = (path: string) => `${settings().url}${path}`;
    return { door, settings, state, services, hold, url, log, clock, signal: ended };
  }

  const doors = createDoorSet((name, { createDoor }) => createDoor(contextOf(name)), tellUnopened);
  let stopAnswering: Promise<() => void> | undefined;

  async function beginAnswering({ calls }: Among): Promise<() => void> {
    const { createRelayAnswers } = await import('./relay-answers.js');
    return ended.aborted ? () => {} : calls.serve(createRelayAnswers({ ...options, doors: doors.list, signal: ended }));
  }

  return {
    doors,
    ended,
    answer() {
      if (among !== undefined) stopAnswering ??= beginAnswering(among);
    },
    async end() {
      (await stopAnswering)?.();
      await doors.close();
      release();
      await lock.release();
    },
  };
}

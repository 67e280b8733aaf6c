import type { DesiredState } from '../config/desired-state.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import type { DoorContext } from './door.js';

/** What the calls at a door share, made anew now and then, with each configuration, and after a failure. */
export interface Renewed<T> {
  /** @throws what the work throws */
  use<R>(work: (one: T) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

/** Zones, name servers and directories of CAs are looked up anew after this time, in milliseconds. */
const longestMs = 10 * 60_000;

interface Held<T> {
  readonly one: T;
  readonly services: PassServices;
  readonly state: DesiredState;
  readonly openedAt: number;
  users: number;
  isOver: boolean;
}

/**
 * Opens one when it is first used, and another where that is no good any more; one that is left is closed once nobody works
 * with it.
 * @param isWorn whether it had better be left before its time
 */
export function createRenewed<T extends { close(): Promise<void> }>(
  door: DoorContext,
  open: (services: PassServices, state: DesiredState) => T,
  isWorn: (one: T) => boolean = () => false,
): Renewed<T> {
  const held = new Set<Held<T>>();
  let current: Held<T> | undefined;

  function take(): Held<T> {
    const services = door.services();
    const state = door.state();
    const now = door.clock.now();
    const isGood =
      current !== undefined &&
      !current.isOver &&
      current.services === services &&
      current.state === state &&
      Math.abs(now - current.openedAt) < longestMs &&
      !isWorn(current.one);
    if (current !== undefined && isGood) return current;
    if (current !== undefined) leave(current);
    current = { one: open(services, state), services, state, openedAt: now, users: 0, isOver: false };
    held.add(current);
    return current;
  }

  function leave(left: Held<T>): void {
    left.isOver = true;
    if (left.users > 0 || !held.delete(left)) return;
    // Providers that cannot log out have ended as well.
    left.one.close().catch(() => {});
  }

  return {
    async use(work) {
      const taken = take();
      taken.users += 1;
      try {
        return await work(taken.one);
      } catch (error) {
        // What it has learnt may be what is wrong: failures are kept for as long as it lasts.
        taken.isOver = true;
        throw error;
      } finally {
        taken.users -= 1;
        if (taken.isOver) leave(taken);
      }
    },
    async close() {
      const closing = [...held].map(({ one }) => one.close());
      held.clear();
      current = undefined;
      await Promise.allSettled(closing);
    },
  };
}

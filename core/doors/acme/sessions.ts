import type { DesiredState } from '../../config/index.js';
import type { PassServices } from '../../issuance/pass/pass-services.js';
import type { DoorContext } from '../door.js';
import { openSession, type Session } from './session.js';

/** The session in use, made anew now and then, and with each configuration. */
export interface Sessions {
  /** @throws what the work throws */
  use<T>(work: (session: Session) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Zones, name servers and directories of CAs are looked up anew after this time, in milliseconds. */
const longestMs = 10 * 60_000;

interface Held {
  readonly session: Session;
  readonly services: PassServices;
  readonly state: DesiredState;
  readonly openedAt: number;
  users: number;
  isOver: boolean;
}

export function createSessions(door: DoorContext, active: ReadonlySet<string>): Sessions {
  let current: Held | undefined;
  const held = new Set<Held>();

  function take(): Held {
    const services = door.services();
    const state = door.state();
    const now = door.clock.now();
    const isGood =
      current !== undefined &&
      current.services === services &&
      current.state === state &&
      Math.abs(now - current.openedAt) < longestMs &&
      !current.session.isSilent();
    if (current !== undefined && isGood) return current;
    if (current !== undefined) leave(current);
    current = { session: openSession(door, active), services, state, openedAt: now, users: 0, isOver: false };
    held.add(current);
    return current;
  }

  function leave(one: Held): void {
    one.isOver = true;
    if (one.users > 0 || !held.delete(one)) return;
    // Providers that cannot log out have ended as well.
    one.session.close().catch(() => {});
  }

  return {
    async use(work) {
      const one = take();
      one.users += 1;
      try {
        return await work(one.session);
      } catch (error) {
        // What it has learnt may be what is wrong: failures are kept for as long as a session lasts.
        if (current === one) current = undefined;
        one.isOver = true;
        throw error;
      } finally {
        one.users -= 1;
        if (one.isOver) leave(one);
      }
    },
    async close() {
      const closing = [...held].map(({ session }) => session.close());
      held.clear();
      current = undefined;
      await Promise.allSettled(closing);
    },
  };
}

import type { ChallengeBroker } from '../../challenges/index.js';
import type { DesiredState } from '../../config/index.js';
import type { PassServices } from '../../issuance/pass/pass-services.js';
import type { Journal } from '../../store/index.js';
import type { DoorContext } from '../door.js';

/** The broker in use, made anew now and then, and with each configuration. */
export interface Brokers {
  /** @throws what the work throws */
  use<T>(work: (broker: ChallengeBroker) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Zones and name servers are looked up anew after this time, in milliseconds. */
const longestMs = 10 * 60_000;

interface Held {
  readonly broker: ChallengeBroker;
  readonly services: PassServices;
  readonly state: DesiredState;
  readonly openedAt: number;
  users: number;
  isOver: boolean;
}

export function createBrokers(door: DoorContext, journal: Journal): Brokers {
  const held = new Set<Held>();
  let current: Held | undefined;

  function take(): Held {
    const services = door.services();
    const state = door.state();
    const now = door.clock.now();
    const isGood =
      current !== undefined &&
      !current.isOver &&
      current.services === services &&
      current.state === state &&
      Math.abs(now - current.openedAt) < longestMs;
    if (current !== undefined && isGood) return current;
    if (current !== undefined) leave(current);
    const broker = services.openBroker({ state, signal: door.signal, journal, mayPark: false });
    current = { broker, services, state, openedAt: now, users: 0, isOver: false };
    held.add(current);
    return current;
  }

  function leave(one: Held): void {
    one.isOver = true;
    if (one.users > 0 || !held.delete(one)) return;
    // Providers that cannot log out have ended as well.
    one.broker.close().catch(() => {});
  }

  return {
    async use(work) {
      const one = take();
      one.users += 1;
      try {
        return await work(one.broker);
      } catch (error) {
        // What it has learnt may be what is wrong: it is asked no more.
        one.isOver = true;
        throw error;
      } finally {
        one.users -= 1;
        if (one.isOver) leave(one);
      }
    },
    async close() {
      const closing = [...held].map(({ broker }) => broker.close());
      held.clear();
      await Promise.allSettled(closing);
    },
  };
}

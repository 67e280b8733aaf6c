import type { DesiredState } from '../config/desired-state.js';
import type { DoorName, DoorsSettings } from '../config/doors.js';
import type { PassListener } from '../issuance/pass/events.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import { failureFields } from '../logging/failure-fields.js';
import { isFailure, toFailure } from '../sdk/failure.js';
import type { DoorCalls } from '../store/shared-store.js';
import type { Door, DoorContext, DoorModule } from './door.js';
import { createDoorSet, type DoorSet } from './door-set.js';
import { createListening } from './listening.js';
import type { ServeOptions } from './serve.js';
import { type Among, beginTerm, type Term } from './term.js';
import { readTlsMaterial } from './tls-material.js';
import { createWrongSecrets, type WrongSecrets } from './wrong-secrets.js';

export interface KeeperOptions {
  /** The configuration in force. */
  readonly state: () => DesiredState;
  /** Those of the configuration in force. */
  readonly services: () => PassServices;
  readonly hold: DoorContext['hold'];
  readonly listen: PassListener;
  /** Undefined: there is but this instance. */
  readonly among?: Among | undefined;
}

/** A door whose calls another one takes over where its work has ended. */
function orElse(door: Door, next: Door, ended: AbortSignal): Door {
  return {
    ...door,
    async handle(call) {
      try {
        const answer = await door.handle(call);
        if (!ended.aborted) return answer;
      } catch (error) {
        if (!ended.aborted) throw error;
      }
      return next.handle(call);
    },
  };
}

/** Opens and closes the doors as the configuration says, for as long as the daemon runs. */
export interface DoorKeeper {
  /** The configuration, a certificate or the turn may have changed. Whatever fails is logged, and tried again now and then. */
  update(): Promise<void>;
  /** The listener first, then each door; within some seconds. */
  close(): Promise<void>;
}

/** How often is looked at the certificate, and tried again what failed; in milliseconds. */
const lookMs = 15_000;

export function createDoorKeeper({ state, services, hold, listen, among }: KeeperOptions): DoorKeeper {
  const { log, clock, store } = services();
  const stop = new AbortController();
  const own = createWrongSecrets(clock.now);
  /** What this instance has open while another one does the work. */
  let following: { readonly doors: DoorSet; readonly wrongSecrets: WrongSecrets } | undefined;
  let term: Term | undefined;
  let line: Promise<void> = Promise.resolve();
  let told = '';
  let latest = state().doors;
  const timer = setInterval(() => void update(), lookMs);
  timer.unref();

  /** The section as it is, or as it was last: calls may be under way while it goes. */
  function settings(): DoorsSettings {
    latest = state().doors ?? latest;
    if (latest === undefined) throw new Error('there are no doors');
    return latest;
  }

  const isAtWork = () => term !== undefined && (among === undefined || !term.ended.aborted);
  /** What this instance began, and may not end any more, is done by the next one. */
  const atWork = () =>
    term?.doors.list().map(([name, door]) => {
      const next = following?.doors.list().find(([other]) => other === name)?.[1];
      return [name, next === undefined || term === undefined ? door : orElse(door, next, term.ended)] as const;
    });
  const secrets = () => (isAtWork() ? own : (following?.wrongSecrets ?? own));
  const serving: ServeOptions = {
    doors: () => (isAtWork() ? atWork() : following?.doors.list()) ?? [],
    settings,
    wrongSecrets: {
      count: (address) => secrets().count(address),
      waitMs: (address) => own.waitMs(address),
      heed: (address, ms) => own.heed(address, ms),
    },
    log,
    listen,
    signal: stop.signal,
  };
  const listening = createListening(serving, log);

  function update(): Promise<void> {
    line = line.then(async () => {
      try {
        await bringAbout();
      } catch (error) {
        // Whoever has lost its turn while it waited has nothing to tell.
        if (!stop.signal.aborted && !isFailure(error, 'ABORTED')) {
          tell('error', { event: 'doors.unavailable', ...failureFields(error) }, toFailure(error).message);
        }
      }
    });
    return line;
  }

  /** The same thing is told once. */
  function tell(level: 'error' | 'warn', fields: Readonly<Record<string, unknown>>, message: string): void {
    if (told === message) return;
    told = message;
    log[level](fields, message);
  }

  function tellUnopened(door: DoorName, error: unknown): void {
    const message = `the door ${door} cannot be opened: ${toFailure(error).message}`;
    tell('error', { event: 'doors.unavailable', door, ...failureFields(error) }, message);
  }

  async function bringAbout(): Promise<void> {
    if (stop.signal.aborted) return;
    const wanted = state().doors;
    if (wanted === undefined) return closeAll();
    const names = new Set(wanted.clients.flatMap(({ doors }) => doors));
    if (term?.ended.aborted) {
      await endTerm();
      if (among === undefined) return closeAll();
    }
    const turn = among?.turn();
    const isTurn = among === undefined || (turn !== undefined && !turn.aborted);
    if (term === undefined && among !== undefined) {
      // Whoever calls before this instance has begun its work, or while it has none, waits for the one that does it.
      await follow(among.calls, names);
      await listenAs(wanted);
    }
    if (!isTurn) return;
    if (term === undefined) {
      term = await beginTerm({ ...serving, state, services, hold, turn, tellUnopened, among });
      term.ended.addEventListener('abort', () => void update(), { once: true });
    }
    await term.doors.bringTo(names);
    term.answer();
    await listenAs(wanted);
  }

  async function follow(calls: DoorCalls, names: ReadonlySet<DoorName>): Promise<void> {
    if (following === undefined) {
      const { createRelay } = await import('./relay.js');
      const relay = createRelay(calls, own, stop.signal);
      const open = (name: DoorName, { shapeOf, createDoor }: DoorModule): Door | Promise<Door> =>
        shapeOf === undefined ? createDoor(contextOf(name)) : relay.doorOf(name, shapeOf({ settings, url }));
      following = { doors: createDoorSet(open, tellUnopened), wrongSecrets: relay.wrongSecrets };
    }
    await following.doors.bringTo(names);
  }

  const url = (path: string) => `${settings().url}${path}`;
  const contextOf = (door: DoorName): DoorContext => {
    return { door, settings, state, services, hold, url, log, clock, signal: stop.signal };
  };

  async function listenAs(wanted: DoorsSettings): Promise<void> {
    const material = await readTlsMaterial(wanted, store);
    if (wanted.tls !== undefined && material === undefined) {
      const name = 'certificate' in wanted.tls ? wanted.tls.certificate : '';
      const what = listening.isOpen() ? 'the doors go on with the certificate of before' : 'the doors stay closed';
      const message = `${what} until the certificate ${name} is there`;
      return tell('warn', { event: 'doors.waiting', certificate: name }, message);
    }
    if (await listening.bringTo(wanted, material)) told = '';
  }

  async function endTerm(): Promise<void> {
    const ending = term;
    term = undefined;
    await ending?.end();
  }

  async function closeAll(): Promise<void> {
    await listening.close();
    await Promise.allSettled([following?.doors.close(), endTerm()]);
    following = undefined;
  }

  return {
    update,
    async close() {
      clearInterval(timer);
      stop.abort();
      await line;
      await closeAll();
    },
  };
}

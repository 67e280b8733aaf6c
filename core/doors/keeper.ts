import type { DesiredState } from '../config/desired-state.js';
import type { DoorName, DoorsSettings } from '../config/doors.js';
import type { PassListener } from '../issuance/pass/events.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import type { Lock } from '../lock/acquire-lock.js';
import { failureFields } from '../logging/failure-fields.js';
import { toFailure } from '../sdk/failure.js';
import type { Door, DoorContext } from './door.js';
import { doors as known } from './doors.js';
import { type Listener, openListener } from './listener.js';
import type { ServeOptions } from './serve.js';
import { readTlsMaterial, type TlsMaterial } from './tls-material.js';
import { createWrongSecrets } from './wrong-secrets.js';

export interface KeeperOptions {
  /** The configuration in force. */
  readonly state: () => DesiredState;
  /** Those of the configuration in force. */
  readonly services: () => PassServices;
  readonly hold: DoorContext['hold'];
  readonly listen: PassListener;
}

/** Opens and closes the doors as the configuration says, for as long as the daemon runs. */
export interface DoorKeeper {
  /** The configuration or a certificate may have changed. Whatever fails is logged, and tried again now and then. */
  update(): Promise<void>;
  /** The listener first, then each door; within some seconds. */
  close(): Promise<void>;
}

/** How often is looked at the certificate, and tried again what failed; in milliseconds. */
const lookMs = 15_000;
/** What other processes on the same directory keep the doors waiting at most before that is told, in milliseconds. */
const lockWaitMs = 5000;

interface Open {
  readonly listener: Listener;
  readonly material: TlsMaterial | undefined;
  readonly address: string;
}

export function createDoorKeeper({ state, services, hold, listen }: KeeperOptions): DoorKeeper {
  const { log, clock, store } = services();
  const stop = new AbortController();
  const opened = new Map<DoorName, Door>();
  const wrongSecrets = createWrongSecrets(clock.now);
  let open: Open | undefined;
  let lock: Lock | undefined;
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

  const serving: ServeOptions = {
    doors: () => [...opened],
    settings,
    wrongSecrets,
    log,
    listen,
    signal: stop.signal,
  };

  function update(): Promise<void> {
    line = line.then(async () => {
      try {
        await bringAbout();
      } catch (error) {
        if (!stop.signal.aborted) {
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

  async function bringAbout(): Promise<void> {
    if (stop.signal.aborted) return;
    const wanted = state().doors;
    if (wanted === undefined) return closeAll();
    // Two daemons on one directory would write the same files.
    lock ??= await store.lease('doors', {
      command: 'letsencrypt-dns run (doors)',
      wait: lockWaitMs,
      signal: stop.signal,
    });
    if (lock.lost.aborted) {
      lock = undefined;
      await closeAll();
      return;
    }
    await openDoors(wanted);
    await openListening(wanted);
  }

  async function openDoors(wanted: DoorsSettings): Promise<void> {
    const names = new Set(wanted.clients.flatMap(({ doors }) => doors));
    for (const [name, door] of opened) {
      if (names.has(name)) continue;
      opened.delete(name);
      await door.close?.();
    }
    for (const name of names) {
      const load = known[name];
      if (load === undefined || opened.has(name)) continue;
      try {
        const create = await load();
        opened.set(name, await create(contextOf(name)));
      } catch (error) {
        // The others are no worse for it.
        const message = `the door ${name} cannot be opened: ${toFailure(error).message}`;
        tell('error', { event: 'doors.unavailable', door: name, ...failureFields(error) }, message);
      }
    }
  }

  function contextOf(door: DoorName): DoorContext {
    const url = (path: string) => `${settings().url}${path}`;
    return { door, settings, state, services, hold, url, log, clock, signal: stop.signal };
  }

  async function openListening(wanted: DoorsSettings): Promise<void> {
    const material = await readTlsMaterial(wanted, store);
    if (wanted.tls !== undefined && material === undefined) {
      const name = 'certificate' in wanted.tls ? wanted.tls.certificate : '';
      const what = open === undefined ? 'the doors stay closed' : 'the doors go on with the certificate of before';
      return tell(
        'warn',
        { event: 'doors.waiting', certificate: name },
        `${what} until the certificate ${name} is there`,
      );
    }
    const { host, port } = wanted.listen;
    const address = JSON.stringify([host, port, material === undefined, material?.ca === undefined]);
    if (open !== undefined && open.address !== address) await closeListening();
    if (open === undefined) {
      const listener = await openListener({ host, port }, material, serving);
      open = { listener, material, address };
      told = '';
      log.info({ event: 'doors.listening', url: wanted.url, host, port: listener.port }, `doors at ${wanted.url}`);
    } else if (material !== undefined && JSON.stringify(material) !== JSON.stringify(open.material)) {
      open.listener.renew(material);
      open = { ...open, material };
      log.info({ event: 'doors.renewed' }, 'the doors have taken up their new certificate');
    }
  }

  async function closeListening(): Promise<void> {
    const closing = open?.listener;
    open = undefined;
    await closing?.close();
  }

  async function closeAll(): Promise<void> {
    await closeListening();
    const closing = [...opened.values()];
    opened.clear();
    await Promise.allSettled(closing.map((door) => door.close?.()));
    const held = lock;
    lock = undefined;
    await held?.release();
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

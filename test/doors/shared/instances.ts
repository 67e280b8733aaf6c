import { createSharedLock } from '../../../core/application/shared-lock.js';
import type { DoorClient, DoorsSettings } from '../../../core/config/doors.js';
import { createDoorKeeper, type DoorKeeper } from '../../../core/doors/keeper.js';
import type { PassServices } from '../../../core/issuance/pass/pass-services.js';
import { Failure } from '../../../core/sdk/failure.js';
import type { FakeClock } from '../../issuance/fake-clock.js';
import { createRehearsal } from '../../issuance/rehearsal.js';
import type { World } from '../../issuance/world.js';
import { freePort } from '../../lab/free-port.js';
import { freshDatabase, newKey } from '../../store/postgres/cluster.js';
import { settingsWith } from '../support.js';
import { type Ask, type Asked, send } from '../wire/wire-hub.js';

/** The doors of one instance, in this process, over plain HTTP. */
export interface Instance {
  readonly port: number;
  readonly services: PassServices;
  /** Lines of its log that are calls. */
  readonly calls: Readonly<Record<string, unknown>>[];
  ask(path: string, ask?: Ask): Promise<Asked>;
  /** Does the work of the doors from now on. */
  lead(): Promise<void>;
  /** Does it no more. */
  rest(): Promise<void>;
}

export interface Instances {
  readonly world: World;
  readonly database: string;
  readonly all: readonly [Instance, Instance];
  /** What is in the DNS: `name content`, without dots and quotes. */
  txt(): string[];
}

export interface InstancesOptions {
  readonly clients: readonly DoorClient[];
  readonly more?: Partial<DoorsSettings>;
  readonly clock?: FakeClock;
  /** Where clients find them. */
  readonly url?: (ports: readonly number[]) => Promise<string>;
}

/** Two instances over one PostgreSQL; none leads yet. */
export async function withInstances(
  { clients, more = {}, clock, url = async () => 'http://127.0.0.1:1' }: InstancesOptions,
  work: (instances: Instances) => Promise<void>,
): Promise<void> {
  const { name, url: LETSENCRYPT_STORE } = await freshDatabase();
  const env = { LETSENCRYPT_STORE, LETSENCRYPT_STORE_KEY: newKey().toString('base64') };
  const zones = ['example.com', 'example.net'];
  await using world = await createRehearsal({ zones, env, ...(clock !== undefined && { clock }) });
  const ports = [await freePort(), await freePort()];
  const settings = settingsWith(clients, { url: await url(ports), ...more });
  const txt = () => world.provider.txt().map((line) => line.replaceAll('"', '').replace(/\.? /, ' '));
  await withInstance(world, settings, ports[0] ?? 0, (first) =>
    withInstance(world, settings, ports[1] ?? 0, (second) =>
      work({ world, database: name, all: [first, second], txt }),
    ),
  );
}

async function withInstance(
  world: World,
  doors: DoorsSettings,
  port: number,
  work: (instance: Instance) => Promise<void>,
): Promise<void> {
  const state = { ...(await world.state()), doors: { ...doors, listen: { host: '127.0.0.1', port } } };
  await world.within(async (given) => {
    const calls: Readonly<Record<string, unknown>>[] = [];
    const note = (fields: Readonly<Record<string, unknown>>) =>
      void (fields.event === 'door.call' && calls.push(fields));
    const log = { debug: note, info: note, warn: note, error: note, child: () => log };
    const services = { ...given, log };
    const { shared } = services.store;
    if (shared === undefined) throw new Error('no store is shared');
    const lock = createSharedLock(() => services.store.lease('directory', { command: 'test', wait: 10_000 }));
    let turn: AbortController | undefined;
    const keeper: DoorKeeper = createDoorKeeper({
      state: () => state,
      services: () => services,
      hold: (held) => {
        if (turn === undefined) throw new Failure('LOCKED', 'not now');
        return lock.hold(held);
      },
      listen: () => {},
      among: { calls: shared.calls, turn: () => turn?.signal },
    });
    await keeper.update();
    try {
      await work({
        port,
        services,
        calls,
        ask: (path, ask) => send(`http://127.0.0.1:${port}${path}`, ask),
        async lead() {
          turn = new AbortController();
          await keeper.update();
        },
        async rest() {
          turn?.abort();
          await keeper.update();
          turn = undefined;
        },
      });
    } finally {
      await keeper.close();
    }
  });
}

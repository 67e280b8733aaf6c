import type { DoorClient, DoorsSettings } from '../../../core/config/doors.js';
import { createDoorKeeper, type DoorKeeper } from '../../../core/doors/keeper.js';
import type { PassServices } from '../../../core/issuance/pass/pass-services.js';
import { createRehearsal } from '../../issuance/rehearsal.js';
import type { World } from '../../issuance/world.js';
import { freePort } from '../../lab/free-port.js';
import { settingsWith } from '../support.js';

export interface Asked {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export interface Ask {
  readonly method?: string;
  readonly as?: DoorClient;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** The doors in this process, over plain HTTP, with a provider behind them. */
export interface WireHub {
  readonly world: World;
  readonly services: PassServices;
  readonly url: string;
  ask(path: string, ask?: Ask): Promise<Asked>;
  /** Closes the doors and opens them again. */
  reopen(): Promise<void>;
  /** What is in the DNS: `name content`, without dots and quotes. */
  txt(): string[];
}

export async function withHub(
  clients: readonly DoorClient[],
  work: (hub: WireHub) => Promise<void>,
  more: Partial<DoorsSettings> = {},
): Promise<void> {
  await using world = await createRehearsal({ zones: ['example.com', 'example.net'] });
  const state = await world.state();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const doors = settingsWith(clients, { listen: { host: '127.0.0.1', port }, url, ...more });
  await world.within(async (services) => {
    const open = async (): Promise<DoorKeeper> => {
      const keeper = createDoorKeeper({
        state: () => ({ ...state, doors }),
        services: () => services,
        hold: (held) => held(),
        listen: () => {},
      });
      await keeper.update();
      return keeper;
    };
    let keeper = await open();
    try {
      await work({
        world,
        services,
        url,
        ask: (path, ask) => send(`${url}${path}`, ask),
        async reopen() {
          await keeper.close();
          keeper = await open();
        },
        txt: () => world.provider.txt().map((line) => line.replaceAll('"', '').replace(/\.? /, ' ')),
      });
    } finally {
      await keeper.close();
    }
  });
}

export async function send(url: string, { method, as, headers = {}, json }: Ask = {}): Promise<Asked> {
  const authorization = as && `Basic ${Buffer.from(`${as.name}:${as.secret}`).toString('base64')}`;
  const response = await fetch(url, {
    method: method ?? (json === undefined ? 'GET' : 'POST'),
    headers: { ...(authorization !== undefined && { authorization }), ...headers },
    ...(json !== undefined && { body: typeof json === 'string' ? json : JSON.stringify(json) }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

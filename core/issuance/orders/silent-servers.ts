import { asObject, type Parser } from '../../disk/parse-json.js';
import type { StateStore } from '../../store/facts/state-file.js';

/** A CA may learn to say when it wants certificates renewed: it is asked again after this time, in milliseconds. */
const memoryMs = 24 * 3600 * 1000;
const key = 'servers-without-renewal-information';

/** CAs without renewal information (RFC 9773): a pass that has nothing to do need not ask them, nor load an ACME client. */
export interface SilentServers {
  known(now: number): Promise<Silences>;
  add(server: string, now: number): Promise<void>;
}

export interface Silences {
  readonly servers: ReadonlySet<string>;
  /** When the first of them is to be asked again, in milliseconds since the epoch; infinite where there is none. */
  readonly firstEnd: number;
}

type Since = Readonly<Record<string, number>>;

const parseSince: Parser<Since> = (value) => {
  const entries = Object.entries(asObject(value) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
};

export function createSilentServers(state: StateStore): SilentServers {
  const added = new Map<string, Promise<void>>();
  const stillSilent = (all: Since, now: number): Since =>
    Object.fromEntries(Object.entries(all).filter(([, since]) => since <= now && now - since < memoryMs));

  async function remember(server: string, now: number): Promise<void> {
    await state.update(key, parseSince, (before) => ({ ...stillSilent(before ?? {}, now), [server]: now }));
  }

  return {
    async known(now) {
      const silent = stillSilent((await state.read(key, parseSince)) ?? {}, now);
      const firstEnd = Math.min(...Object.values(silent).map((since) => since + memoryMs));
      return { servers: new Set(Object.keys(silent)), firstEnd };
    },
    add(server, now) {
      const writing = added.get(server) ?? remember(server, now);
      added.set(server, writing);
      return writing;
    },
  };
}

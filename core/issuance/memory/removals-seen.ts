import { createHash } from 'node:crypto';
import type { DesiredState } from '../../config/desired-state.js';
import { asInteger, asObject, asString, type Parser } from '../../disk/parse-json.js';
import type { StateStore } from '../../store/facts/state-file.js';

/** Since when the configuration has asked for these certificates and no others. */
export interface RemovalsSeen {
  /** @param now milliseconds since the epoch. What it gives takes a digest to tell, which few plans ask for. */
  since(state: DesiredState, now: number): Promise<() => number>;
  /** Remembers it; for the holder of the lock. */
  remember(state: DesiredState, now: number): Promise<void>;
}

interface Seen {
  readonly configuration: string;
  readonly since: number;
}

const key = 'configuration-seen';

const parseSeen: Parser<Seen> = (value) => {
  const fields = asObject(value);
  const configuration = asString(fields?.configuration);
  const since = asInteger(fields?.since);
  return configuration === undefined || since === undefined ? undefined : { configuration, since };
};

export function createRemovalsSeen(store: StateStore): RemovalsSeen {
  async function since(state: DesiredState, now: number): Promise<() => number> {
    const seen = await store.read(key, parseSeen);
    return () => (seen?.configuration === namesOf(state) ? seen.since : now);
  }
  return {
    since,
    async remember(state, now) {
      const configuration = namesOf(state);
      await store.update(key, parseSeen, (seen) =>
        seen?.configuration === configuration ? seen : { configuration, since: now },
      );
    },
  };
}

function namesOf({ certificates, held }: DesiredState): string {
  const names = [...certificates.map(({ name }) => name), ...held].sort();
  return createHash('sha256').update(names.join('\n')).digest('hex');
}

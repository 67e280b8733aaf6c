import { setTimeout as pause } from 'node:timers/promises';
import { createDnsTurns } from '../../core/application/dns-turns.js';
import { createBroker } from '../../core/challenges/index.js';
import { systemClock } from '../../core/clock/clock.js';
import { createDispatcher } from '../../core/http/dispatcher.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { openStore } from '../store/volume.js';
import { placeIn, profileOfProgram } from './one-value.js';
import type { Writer } from './writers.js';

export interface PlaceOrder {
  readonly who: string;
  readonly configDir: string;
  readonly program: string;
  readonly rounds: number;
}

/** Puts values, one after the other, where there is room for one, keeps each for a moment, and takes it away, as passes do. */
export async function openWriter({ who, configDir, program, rounds }: PlaceOrder): Promise<Writer> {
  const store = openStore(configDir);
  const dispatcher = createDispatcher({ caBundle: undefined, env: {} });
  const profile = profileOfProgram(program);
  const broker = createBroker(
    {
      ...createDnsTurns(store, silentLogger, systemClock),
      registry: builtInRegistry(),
      dispatcher,
      clock: systemClock,
      log: silentLogger,
      env: {},
      userAgent: 'test',
    },
    {
      state: { profiles: { [profile.id]: profile }, settings: { resolvers: [] as never } },
      signal: new AbortController().signal,
      journal: store.journal,
      mayPark: false,
    },
  );
  const place = await placeIn(broker, profile);
  return {
    async write() {
      for (let round = 0; round < rounds; round += 1) {
        const record = { ...place, content: `${who}-${round}` };
        await broker.inTurn(who, [record], async () => {
          const published = await broker.publish(who, [record]);
          await pause(20);
          await published.cleanUp();
        });
      }
    },
    async close() {
      await broker.close();
      await dispatcher.destroy();
      await store.close();
    },
  };
}

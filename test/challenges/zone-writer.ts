import { zoneLeases } from '../../core/application/zone-leases.js';
import { createProviderPool } from '../../core/challenges/provider-pool.js';
import { environmentProfile } from '../../core/config/desired-state.js';
import { createZoneLock } from '../../core/dns/zone-lock.js';
import { createDispatcher } from '../../core/http/dispatcher.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { createPostgresStore } from '../../core/store/postgres/postgres-store.js';
import type { CertificateStore } from '../../core/store/store.js';
import { openStore } from '../store/volume.js';
import type { Writer } from './writers.js';

/** To write to a zone as passes and doors do. */
export interface ZoneOrder {
  readonly who: string;
  readonly configDir: string;
  readonly postgres?: { readonly url: string; readonly key: string };
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly rounds: number;
}

/** Adds a value before it removes its last one, round for round; the last of all is left standing. */
export async function openWriter(order: ZoneOrder): Promise<Writer> {
  const { who, apiUrl, apiKey, rounds } = order;
  const store = open(order);
  const dispatcher = createDispatcher({ caBundle: undefined, env: {} });
  const pool = createProviderPool({
    registry: builtInRegistry(),
    dispatcher,
    log: silentLogger,
    userAgent: 'test',
    lock: createZoneLock(zoneLeases(store, silentLogger)),
    serversOf: async () => [],
    signal: new AbortController().signal,
  });
  const { writer } = await pool.zone(
    {
      id: environmentProfile,
      provider: 'powerdns',
      options: { token: apiKey, server: apiUrl, serverId: 'localhost' },
    } as unknown as Parameters<typeof pool.zone>[0],
    ['example.com'],
  );
  return {
    async write() {
      for (let round = 0; round < rounds; round += 1) {
        await writer.create(
          [{ type: 'TXT', name: '_acme-challenge.example.com', content: `${who}-${round}`, ttl: 60 }],
          true,
        );
        if (round > 0) {
          await writer.remove([{ type: 'TXT', name: '_acme-challenge', content: `${who}-${round - 1}` }]);
        }
      }
    },
    async close() {
      await dispatcher.destroy();
      await store.close();
    },
  };
}

function open({ configDir, postgres }: ZoneOrder): CertificateStore {
  if (postgres === undefined) return openStore(configDir);
  const { url, key } = postgres;
  return createPostgresStore({ url, key: Buffer.from(key, 'base64'), configDir, log: silentLogger });
}

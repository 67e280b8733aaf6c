import { rm } from 'node:fs/promises';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createFileStore } from '../../../core/store/file-store.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import type { CertificateStore } from '../../../core/store/store.js';
import type { Scenario } from '../scenarios.js';
import { expireLeases } from '../shared-sweep.js';
import { type Stage, writeDomains } from '../stage.js';
import type { Host, SharedStage } from '../two-hosts.js';

/** Where many certificates are. */
export interface NarrowPlace {
  /** The one that is killed, and the one that goes on: the same where there is one alone. */
  readonly hosts: readonly [Pick<Host, 'configDir' | 'run'>, Pick<Host, 'configDir' | 'run'>];
  /** With their store, in this process. */
  within<T>(work: (store: CertificateStore) => Promise<T>): Promise<T>;
  configure(domains: string): Promise<void>;
  /** As after the time that a lease lasts. */
  expireLeases(): Promise<void>;
  remove(): Promise<void>;
}

const scenario: Scenario = { name: 'narrow', before: undefined, domains: '', command: [], expected: {}, orders: 1 };

export async function onFiles(stage: Stage, name: string): Promise<NarrowPlace> {
  const configDir = await stage.volume(name);
  const host: NarrowPlace['hosts'][number] = { configDir, run: (args, env) => stage.run(configDir, args, env) };
  return {
    hosts: [host, host],
    within: (work) => work(createFileStore({ configDir, log: silentLogger })),
    configure: (domains) => writeDomains(configDir, domains),
    expireLeases: async () => {},
    remove: () => rm(configDir, { recursive: true }),
  };
}

export async function onPostgres(shared: SharedStage, name: string): Promise<NarrowPlace> {
  const hosts = await shared.hosts(name, scenario);
  const { killed, other, url, configure, remove } = hosts;
  return {
    hosts: [killed, other],
    async within(work) {
      const store = createPostgresStore({ url, key: shared.key, configDir: killed.configDir, log: silentLogger });
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    },
    configure,
    expireLeases: () => expireLeases(hosts),
    remove,
  };
}

import { systemClock } from '../clock/clock.js';
import type { Redactor } from '../http/redact.js';
import { createMemoryStore } from '../issuance/memory/memory-store.js';
import { createRemovalsSeen } from '../issuance/memory/removals-seen.js';
import { recognizeLetsEncrypt } from '../issuance/orders/lets-encrypt.js';
import type { PlanServices } from '../issuance/pass/plan-pass.js';
import { createRateLimits } from '../issuance/rate-limits/index.js';
import type { Logger } from '../sdk/logger.js';
import { createFileReader } from '../store/file-reader.js';
import type { ReadableStore } from '../store/store.js';
import type { GlobalOptions } from './global-options.js';
import { openLog } from './open-log.js';
import { type Configuration, configurationReader } from './read-configuration.js';

/** What it takes to tell of the certificates: the configuration, and what the store holds. */
export interface Reader extends Configuration {
  readonly services: PlanServices;
  close(): Promise<void>;
}

/**
 * For commands that only tell what there is, whether a daemon runs or not. Of the services, those that ask somebody or
 * change something are not made, nor is their code loaded.
 * @throws ConfigurationError where an error stops everything
 */
export async function openReader(options: {
  readonly globals: GlobalOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly redactor: Redactor;
}): Promise<Reader> {
  const { globals, env, redactor } = options;
  const configuration = await configurationReader({ ...options, credentials: 'optional', isAtOnce: true })();
  const { log } = await openLog(configuration.state.settings, { env, redactor, level: globals.logLevel });
  const store = await openStore(configuration, log);
  const services: PlanServices = {
    store,
    memory: createMemoryStore(store, redactor.redact),
    removalsSeen: createRemovalsSeen(store.state),
    limits: createRateLimits({
      store,
      isLetsEncrypt: recognizeLetsEncrypt(env).isOne,
      now: () => systemClock.now(),
    }),
    clock: systemClock,
    env,
  };
  return { ...configuration, services, close: () => store.close() };
}

/** What several instances share is loaded only where it is. */
async function openStore({ state: { settings } }: Configuration, log: Logger): Promise<ReadableStore> {
  const { configDir, store, deliver } = settings;
  if (store === undefined) return createFileReader({ configDir, log });
  const { openSharedStore } = await import('./shared-store.js');
  return openSharedStore(store, { configDir, wants: (name) => deliver?.includes(name) ?? true, log });
}

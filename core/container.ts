import { type DependencyContainer, type FactoryProvider, instanceCachingFactory, container as root } from 'tsyringe';
import { type Settings } from './config/index.js';
import { publicEnvironment } from './config/public-environment.js';
import { proxyVariables, settingVariables } from './config/setting-variables.js';
import { createDockerClient } from './docker/index.js';
import { createDispatcher, createHttpClient, type Redactor } from './http/index.js';
import { recognizeLetsEncrypt } from './issuance/lets-encrypt.js';
import { createMemoryStore } from './issuance/memory-store.js';
import { createRateLimits } from './issuance/rate-limits/index.js';
import { createRemovalsSeen } from './issuance/removals-seen.js';
import type { Registry } from './manifest/registry.js';
import { createPostIssueHost, owedStepsIn } from './post-issue/index.js';
import { pluginOptions } from './post-issue/plugin-options.js';
import { systemClock } from './scheduler/clock.js';
import type { Logger } from './sdk/logger.js';
import { createLineageStore } from './store/index.js';
import { tokens } from './tokens.js';

/** What is known before any service is made. */
export interface Foundation {
  readonly settings: Settings;
  readonly registry: Registry;
  readonly log: Logger;
  readonly redactor: Redactor;
  readonly env: NodeJS.ProcessEnv;
  readonly userAgent: string;
}

/** The composition root: makes each service once, at its first use. The only file that knows tsyringe's container. */
export function createContainer(foundation: Foundation): DependencyContainer {
  const { settings, registry, log, redactor, env, userAgent } = foundation;
  const container = root.createChildContainer();
  const known = settingVariables(settings);
  const environment = () =>
    publicEnvironment({
      env: { ...env, LETSENCRYPT_CONFIG_DIR: settings.configDir },
      settings: known,
      manifests: registry.providers.map(({ manifest }) => manifest),
      redact: redactor.redact,
    });
  container.register(tokens.clock, { useValue: systemClock });
  container.register(tokens.log, { useValue: log });
  container.register(tokens.redactor, { useValue: redactor });
  container.register(tokens.registry, { useValue: registry });
  container.register(
    tokens.dispatcher,
    once(() => createDispatcher({ caBundle: settings.caBundle, env: { ...env, ...proxyVariables(settings) } })),
  );
  container.register(
    tokens.docker,
    once(() => createDockerClient({ environment: env })),
  );
  container.register(
    tokens.store,
    once((services) => createLineageStore({ configDir: settings.configDir, log: services.resolve(tokens.log) })),
  );
  container.register(
    tokens.memory,
    once((services) => createMemoryStore(services.resolve(tokens.store), redactor.redact)),
  );
  container.register(
    tokens.removalsSeen,
    once((services) => createRemovalsSeen(services.resolve(tokens.store).state)),
  );
  container.register(
    tokens.postIssue,
    once((services) => {
      const store = services.resolve(tokens.store);
      return createPostIssueHost({
        plugins: services.resolve(tokens.registry).plugins,
        owed: owedStepsIn(store.journal),
        optionsFor: (manifest) => pluginOptions(manifest, (name) => known[name] ?? (env[name] || undefined)),
        docker: services.resolve(tokens.docker),
        http: createHttpClient({
          dispatcher: services.resolve(tokens.dispatcher),
          log: services.resolve(tokens.log),
          userAgent,
          onSecret: redactor.addPassing,
        }),
        files: { write: ({ name }, fileName, data, links) => store.writeArtifact({ name, fileName, data, links }) },
        memoryOf: (id) => ({
          read: () => store.state.read(`plugin-${id}`, (value) => value),
          write: (value) => store.state.write(`plugin-${id}`, value),
        }),
        environment,
        redact: redactor.redact,
        log: services.resolve(tokens.log),
      });
    }),
  );
  container.register(
    tokens.passServices,
    once((services) => ({
      store: services.resolve(tokens.store),
      memory: services.resolve(tokens.memory),
      limits: createRateLimits({
        store: services.resolve(tokens.store),
        isLetsEncrypt: recognizeLetsEncrypt(env).isOne,
        now: () => services.resolve(tokens.clock).now(),
      }),
      removalsSeen: services.resolve(tokens.removalsSeen),
      registry: services.resolve(tokens.registry),
      dispatcher: services.resolve(tokens.dispatcher),
      postIssue: services.resolve(tokens.postIssue),
      clock: services.resolve(tokens.clock),
      log: services.resolve(tokens.log),
      userAgent,
      env,
      onSecret: redactor.addPassing,
      environment,
    })),
  );
  return container;
}

/** Closes what holds sockets. The container is of no use afterwards. */
export async function closeContainer(container: DependencyContainer): Promise<void> {
  await container.resolve(tokens.dispatcher).destroy();
  await container.dispose();
}

function once<T>(make: (container: DependencyContainer) => T): FactoryProvider<T> {
  return { useFactory: instanceCachingFactory(make) };
}

// What tsyringe stands on; has to come before it.
import 'reflect-metadata';
import { type DependencyContainer, type FactoryProvider, instanceCachingFactory, container as root } from 'tsyringe';
import { createBroker, type OpenBroker } from '../challenges/index.js';
import { systemClock } from '../clock/clock.js';
import { createDockerClient } from '../docker/index.js';
import { createHttpClient } from '../http/client.js';
import { createDispatcher } from '../http/dispatcher.js';
import { createMemoryStore } from '../issuance/memory/memory-store.js';
import { createRemovalsSeen } from '../issuance/memory/removals-seen.js';
import { recognizeLetsEncrypt } from '../issuance/orders/lets-encrypt.js';
import { createRateLimits, noRateLimits } from '../issuance/rate-limits/index.js';
import { createPostIssueHost, owedStepsIn } from '../post-issue/index.js';
import { createFileStore } from '../store/file-store.js';
import { guardMoves } from '../store/guard-moves.js';
import { createDnsTurns } from './dns-turns.js';
import { dockerEnvironment, hookEnvironment, optionsOfPlugin, proxyEnvironment } from './scope-settings.js';
import { createScopes, type Foundation, type InForce, type Scopes } from './scopes.js';
import { openSharedStore } from './shared-store.js';
import { tokens } from './tokens.js';

/**
 * The composition root: makes each service once, at its first use. The only file that knows tsyringe's container. What
 * lasts as long as the process is made here; below it is a scope for each configuration.
 */
export function createContainer(foundation: Foundation, first: InForce): Scopes {
  const { log, redactor, env } = foundation;
  const container = root.createChildContainer();
  /** Of the configuration in force; the store outlasts it. */
  let { deliver: delivered } = first.state.settings;
  container.register(tokens.clock, { useValue: systemClock });
  container.register(tokens.log, { useValue: log });
  container.register(tokens.redactor, { useValue: redactor });
  container.register(
    tokens.store,
    once((services) => {
      const { configDir, isTrial: isInside = false } = foundation;
      const log = services.resolve(tokens.log);
      const { store } = first.state.settings;
      if (isInside) return createFileStore({ configDir, isInside, log });
      const wants = (name: string) => delivered?.includes(name) ?? true;
      const opened =
        store === undefined ? createFileStore({ configDir, log }) : openSharedStore(store, { configDir, wants, log });
      return guardMoves(opened, log, services.resolve(tokens.clock).now);
    }),
  );
  container.register(
    tokens.dnsTurns,
    once((services) => {
      const [store, log] = [services.resolve(tokens.store), services.resolve(tokens.log)];
      return foundation.dnsTurns ?? createDnsTurns(store, log, services.resolve(tokens.clock));
    }),
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
    tokens.limits,
    // Resolved at once: the scope that asks first is gone before these are.
    once((services) => {
      if (foundation.isTrial === true) return noRateLimits;
      const { now } = services.resolve(tokens.clock);
      return createRateLimits({
        store: services.resolve(tokens.store),
        isLetsEncrypt: recognizeLetsEncrypt(env).isOne,
        now: () => now(),
      });
    }),
  );
  return createScopes(
    {
      open(inForce) {
        delivered = inForce.state.settings.deliver;
        return openScope(container, foundation, inForce);
      },
      async close(scope) {
        await scope.resolve(tokens.dispatcher).destroy();
        await scope.dispose();
      },
      async closeAll() {
        await container.resolve(tokens.store).close();
        await container.dispose();
      },
    },
    first,
  );
}

/** What a configuration decides: the way to the network and to Docker, and the options of plugins. */
function openScope(parent: DependencyContainer, foundation: Foundation, inForce: InForce): DependencyContainer {
  const { redactor, env, userAgent } = foundation;
  const { state, registry } = inForce;
  const scope = parent.createChildContainer();
  const environment = (named?: readonly string[]) => hookEnvironment(foundation, inForce, named);
  scope.register(tokens.registry, { useValue: registry });
  scope.register(
    tokens.dispatcher,
    once(() =>
      createDispatcher({ caBundle: state.settings.caBundle, env: { ...env, ...proxyEnvironment(state.settings) } }),
    ),
  );
  scope.register(
    tokens.docker,
    once(() => createDockerClient({ environment: { ...env, ...dockerEnvironment(state.settings) } })),
  );
  scope.register(
    tokens.postIssue,
    once((services) => {
      const store = services.resolve(tokens.store);
      return createPostIssueHost({
        plugins: registry.plugins,
        owed: owedStepsIn(store.publication.steps),
        optionsFor: (manifest) => optionsOfPlugin(manifest, state.plugins),
        docker: services.resolve(tokens.docker),
        http: createHttpClient({
          dispatcher: services.resolve(tokens.dispatcher),
          log: services.resolve(tokens.log),
          userAgent,
          onSecret: redactor.addPassing,
        }),
        files: {
          write: ({ name }, fileName, data, links) => store.publication.writeArtifact({ name, fileName, data, links }),
        },
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
  scope.register(
    tokens.openBroker,
    once((services): OpenBroker => {
      const surroundings = {
        registry,
        dispatcher: services.resolve(tokens.dispatcher),
        clock: services.resolve(tokens.clock),
        log: services.resolve(tokens.log),
        ...services.resolve(tokens.dnsTurns),
        userAgent,
        env,
        onSecret: redactor.addPassing,
        environment,
      };
      return (request) => createBroker(surroundings, request);
    }),
  );
  scope.register(
    tokens.passServices,
    once((services) => ({
      store: services.resolve(tokens.store),
      memory: services.resolve(tokens.memory),
      limits: services.resolve(tokens.limits),
      removalsSeen: services.resolve(tokens.removalsSeen),
      openBroker: services.resolve(tokens.openBroker),
      dispatcher: services.resolve(tokens.dispatcher),
      postIssue: services.resolve(tokens.postIssue),
      clock: services.resolve(tokens.clock),
      log: services.resolve(tokens.log),
      userAgent,
      env,
    })),
  );
  return scope;
}

function once<T>(make: (container: DependencyContainer) => T): FactoryProvider<T> {
  return { useFactory: instanceCachingFactory(make) };
}

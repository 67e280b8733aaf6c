import type { DependencyContainer } from 'tsyringe';
import {
  createManifestCatalog,
  type DesiredState,
  loadConfiguration,
  type Problem,
  renderProblem,
  throwOnFatalProblems,
} from '../config/index.js';
import { closeContainer, createContainer } from '../container.js';
import type { Redactor } from '../http/redact.js';
import { createLogger } from '../logging/create-logger.js';
import type { Registry } from '../manifest/registry.js';
import type { Logger } from '../sdk/logger.js';
import { closedServices } from './closed-services.js';
import type { GlobalOptions } from './global-options.js';
import { openRegistry } from './open-registry.js';
import { userAgent } from './version.js';

/** A command's surroundings: the configuration as it was read first, and the services. */
export interface Application {
  readonly state: DesiredState;
  readonly problems: readonly Problem[];
  /** The files of the configuration, to be watched; also those that do not exist yet. */
  readonly files: readonly string[];
  readonly container: DependencyContainer;
  readonly registry: Registry;
  readonly log: Logger;
  readonly redactor: Redactor;
  /** Reads the configuration anew. @throws ConfigurationError where an error stops everything */
  reload(signal?: AbortSignal): Promise<Configuration>;
  close(): Promise<void>;
}

/** What one reading of the configuration gave. */
export interface Configuration {
  readonly state: DesiredState;
  readonly problems: readonly Problem[];
  readonly files: readonly string[];
}

export interface OpenOptions {
  readonly globals: GlobalOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly redactor: Redactor;
  readonly signal?: AbortSignal;
  /** Readable log lines instead of JSON; left out: on a terminal. */
  readonly pretty?: boolean;
}

/**
 * Reads the configuration and makes the services.
 * @throws ConfigurationError where an error stops everything; problems of single certificates are in the result
 */
export async function openApplication({ globals, env, redactor, signal, pretty }: OpenOptions): Promise<Application> {
  const { registry, problems: packageProblems } = await openRegistry(env);
  const manifests = createManifestCatalog(registry);

  async function reload(stop?: AbortSignal): Promise<Configuration> {
    const loaded = await loadConfiguration({
      env,
      configDir: globals.configDir,
      configFile: globals.config,
      manifests,
      ...(stop !== undefined && { signal: stop }),
    });
    redactor.add(...loaded.state.secrets);
    const problems = [...loaded.problems, ...closedServices(loaded.state, registry)];
    throwOnFatalProblems(problems);
    return { state: loaded.state, problems, files: loaded.files };
  }

  const { state, problems, files } = await reload(signal);
  const level = globals.logLevel ?? state.settings.logLevel;
  const log = await createLogger({ level, pretty: pretty ?? process.stderr.isTTY === true, redactor });
  for (const problem of packageProblems) log.warn({ event: 'package.unusable' }, problem);
  const container = createContainer({ settings: state.settings, registry, log, redactor, env, userAgent: userAgent() });
  return { state, problems, files, container, registry, log, redactor, reload, close: () => closeContainer(container) };
}

/** Shows problems of single certificates and warnings: they stop nothing. */
export function showProblems(problems: readonly Problem[], redactor: Redactor): void {
  for (const problem of problems) process.stderr.write(`${redactor.redact(renderProblem(problem))}\n`);
}

import type { DependencyContainer } from 'tsyringe';
import { problemOfDirectory } from '../config/config-directory.js';
import type { DesiredState } from '../config/desired-state.js';
import { loadConfiguration } from '../config/load.js';
import { createManifestCatalog } from '../config/manifest-catalog.js';
import { type Problem, renderProblem, throwOnFatalProblems } from '../config/problems.js';
import type { Redactor } from '../http/redact.js';
import { createLogger } from '../logging/create-logger.js';
import type { Registry } from '../manifest/registry.js';
import type { Logger } from '../sdk/logger.js';
import { hasColours } from '../terminal/capabilities.js';
import { createLineOutput, type LineOutput } from '../terminal/line-output.js';
import { printNote } from '../terminal/print.js';
import { isTerminal } from '../terminal/standard-streams.js';
import { closedServices } from './closed-services.js';
import { createContainer } from './container.js';
import type { GlobalOptions } from './global-options.js';
import { createPackagedLoader, type WithRegistry } from './packages.js';
import { userAgent } from './version.js';

/** A command's surroundings: the configuration as it was read first, and the services. */
export interface Application extends Configuration {
  /** The services of that configuration. */
  readonly container: DependencyContainer;
  /** The services of the configuration in force. */
  current(): DependencyContainer;
  /** The services of a configuration that came later; see `Scopes`. */
  enter(configuration: Configuration): DependencyContainer;
  readonly log: Logger;
  /** Where the log goes. */
  readonly output: LineOutput;
  readonly redactor: Redactor;
  /** Reads the configuration anew. @throws ConfigurationError where an error stops everything */
  reload(signal?: AbortSignal): Promise<Configuration>;
  close(): Promise<void>;
}

/** What one reading of the configuration gave. */
export interface Configuration {
  readonly state: DesiredState;
  readonly problems: readonly Problem[];
  /** The files that it came from, to be watched; also those that do not exist yet. */
  readonly files: readonly string[];
  /** With the packages that it names. */
  readonly registry: Registry;
}

export interface OpenOptions {
  readonly globals: GlobalOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly redactor: Redactor;
  readonly signal?: AbortSignal;
  /** `optional`: the command asks no provider and makes no account, so that credentials are no concern of it. */
  readonly credentials?: 'required' | 'optional';
  /** Readable log lines instead of JSON; left out: on a terminal. */
  readonly pretty?: boolean;
}

/**
 * Reads the configuration and makes the services.
 * @throws ConfigurationError where an error stops everything; problems of single certificates are in the result
 */
export async function openApplication({
  globals,
  env,
  redactor,
  signal,
  pretty,
  credentials = 'required',
}: OpenOptions): Promise<Application> {
  const loader = createPackagedLoader((registry, stop) =>
    loadConfiguration({
      env,
      configDir: globals.configDir,
      configFile: globals.config,
      credentials,
      manifests: createManifestCatalog(registry),
      ...(stop !== undefined && { signal: stop }),
    }),
  );

  function check({ loaded, registry, problems: ofPackages }: WithRegistry): Configuration {
    const { state, variables, problems: found, files } = loaded;
    redactor.add(...state.secrets);
    const namedBy = globals.configDir === undefined ? variables.given.get('LETSENCRYPT_CONFIG_DIR') : '--config-dir';
    const ofDirectory = problemOfDirectory(state.settings.configDir, namedBy) ?? [];
    const closed = credentials === 'required' ? closedServices(state, registry) : [];
    const problems = [...found, ...ofPackages, ...closed].concat(ofDirectory);
    throwOnFatalProblems(problems);
    return { state, problems, files, registry };
  }

  const first = check(await loader.load(signal));
  const { state } = first;
  const level = globals.logLevel ?? state.settings.logLevel;
  const output = createLineOutput();
  const isShown = isTerminal('stderr');
  const isPretty = pretty ?? (state.settings.logFormat === undefined ? isShown : state.settings.logFormat === 'text');
  const colours = hasColours(isShown, env);
  const log = await createLogger({ level, pretty: isPretty, colours, redactor, write: output.write });
  const { configDir } = state.settings;
  const scopes = createContainer({ configDir, log, redactor, env, userAgent: userAgent() }, first);
  const reload = async (stop?: AbortSignal) => check(await loader.load(stop));
  const { enter, current, close } = scopes;
  return { ...first, container: current(), current, enter, log, output, redactor, reload, close };
}

/** Shows problems of single certificates and warnings: they stop nothing. */
export function showProblems(problems: readonly Problem[], redactor: Redactor): void {
  for (const problem of problems) printNote(redactor.redact(renderProblem(problem)));
}

import type { DependencyContainer } from 'tsyringe';
import type { Redactor } from '../http/redact.js';
import type { Logger } from '../sdk/logger.js';
import type { LineOutput } from '../terminal/line-output.js';
import { createContainer } from './container.js';
import type { GlobalOptions } from './global-options.js';
import { openLog } from './open-log.js';
import { type Configuration, configurationReader } from './read-configuration.js';
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
  const load = configurationReader({ globals, env, redactor, credentials });
  const first = await load(signal);
  const { state } = first;
  const { log, output } = await openLog(state.settings, { env, redactor, level: globals.logLevel, pretty });
  const { configDir } = state.settings;
  const scopes = createContainer({ configDir, log, redactor, env, userAgent: userAgent() }, first);
  const { enter, current, close } = scopes;
  return { ...first, container: current(), current, enter, log, output, redactor, reload: load, close };
}

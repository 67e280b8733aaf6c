import type { DependencyContainer } from 'tsyringe';
import type { Settings } from '../config/settings.js';
import type { Redactor } from '../http/redact.js';
import type { Logger } from '../sdk/logger.js';
import type { LineOutput } from '../terminal/line-output.js';
import { createContainer } from './container.js';
import type { GlobalOptions } from './global-options.js';
import { openLog } from './open-log.js';
import { type Configuration, configurationReader } from './read-configuration.js';
import { inForceOf } from './scopes.js';
import { userAgent } from './version.js';

/** A command's surroundings: the configuration, as it was read first or entered last, and the services. */
export interface Application extends Configuration {
  /** As they were at the start: some settings are in force until the end. */
  readonly started: Settings;
  /** The services of that configuration. */
  readonly container: DependencyContainer;
  /** The services of the configuration in force. */
  current(): DependencyContainer;
  /** The services of a configuration that came later, in whose place nothing is kept of the one before; see `Scopes`. */
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
  let inForce = await load(signal);
  const started = inForce.state.settings;
  const { log, output } = await openLog(started, { env, redactor, level: globals.logLevel, pretty });
  const { configDir } = started;
  const scopes = createContainer({ configDir, log, redactor, env, userAgent: userAgent() }, inForceOf(inForce));
  const { current, close } = scopes;
  const services = { container: current(), current, enter, log, output, redactor, reload: load, close };

  function enter(configuration: Configuration): DependencyContainer {
    // What it holds now, since it may be this very application.
    const { state, problems, files, registry } = configuration;
    inForce = { state, problems, files, registry };
    return scopes.enter(inForceOf(inForce));
  }

  return {
    ...services,
    started,
    get state() {
      return inForce.state;
    },
    get problems() {
      return inForce.problems;
    },
    get files() {
      return inForce.files;
    },
    get registry() {
      return inForce.registry;
    },
  };
}

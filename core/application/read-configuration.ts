import { problemOfDirectory } from '../config/config-directory.js';
import type { DesiredState } from '../config/desired-state.js';
import { inspectAtOnce } from '../config/file-trust.js';
import { loadConfiguration } from '../config/load.js';
import { createManifestCatalog } from '../config/manifest-catalog.js';
import { type Problem, renderProblem, throwOnFatalProblems } from '../config/problems.js';
import { readFileAtOnce } from '../config/read-file.js';
import type { Redactor } from '../http/redact.js';
import type { Registry } from '../manifest/registry.js';
import { printNote } from '../terminal/print.js';
import { closedServices } from './closed-services.js';
import type { GlobalOptions } from './global-options.js';
import { createPackagedLoader, type WithRegistry } from './packages.js';

/** What one reading of the configuration gave. */
export interface Configuration {
  readonly state: DesiredState;
  readonly problems: readonly Problem[];
  /** The files that it came from, to be watched; also those that do not exist yet. */
  readonly files: readonly string[];
  /** With the packages that it names. */
  readonly registry: Registry;
}

export interface ConfigurationOptions {
  readonly globals: GlobalOptions;
  readonly env: NodeJS.ProcessEnv;
  /** Is told each secret. */
  readonly redactor: Redactor;
  /** `optional`: the command asks no provider and makes no account, so that credentials are no concern of it. */
  readonly credentials: 'required' | 'optional';
  /** The files are read without letting anything else go on: for commands that do nothing else. */
  readonly isAtOnce?: boolean;
}

/**
 * Reads the configuration each time it is called; the function throws ConfigurationError where an error stops everything,
 * and problems of single certificates are in what it gives.
 */
export function configurationReader({
  globals,
  env,
  redactor,
  credentials,
  isAtOnce = false,
}: ConfigurationOptions): (signal?: AbortSignal) => Promise<Configuration> {
  const loader = createPackagedLoader((registry, stop) =>
    loadConfiguration({
      env,
      configDir: globals.configDir,
      configFile: globals.config,
      credentials,
      manifests: createManifestCatalog(registry),
      ...(isAtOnce && { readFile: readFileAtOnce, inspectFile: inspectAtOnce, isTimed: true }),
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

  return async (signal) => check(await loader.load(signal));
}

/** Shows problems of single certificates and warnings: they stop nothing. */
export function showProblems(problems: readonly Problem[], redactor: Redactor): void {
  for (const problem of problems) printNote(redactor.redact(renderProblem(problem)));
}

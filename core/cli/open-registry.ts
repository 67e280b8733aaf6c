import { readList } from '../config/variable-values.js';
import { builtInRegistry } from '../manifest/built-in.js';
import type { Registry } from '../manifest/registry.js';

/** Longest time for reading the file with the names of packages, in milliseconds. */
const readLimitMs = 20_000;

export interface OpenRegistry {
  readonly registry: Registry;
  /** What is wrong with third-party packages: one sentence each. */
  readonly problems: readonly string[];
}

/**
 * The built-in providers and plugins, with those of the packages that LETSENCRYPT_PLUGINS, or the file that
 * LETSENCRYPT_PLUGINS_FILE names, lists. None of their code runs.
 * @throws ConfigurationError where both are set, or the file cannot be read
 */
export async function openRegistry(env: NodeJS.ProcessEnv): Promise<OpenRegistry> {
  return withPackages(builtInRegistry(), await packageNames(env));
}

/** What reads variables is loaded only where there is one. */
async function packageNames(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  if (!env.LETSENCRYPT_PLUGINS && !env.LETSENCRYPT_PLUGINS_FILE) return [];
  const { openEnvironment, createProblemCollector, readFileFromDisk, throwOnFatalProblems } = await import(
    '../config/index.js'
  );
  const problems = createProblemCollector();
  const signal = AbortSignal.timeout(readLimitMs);
  const environment = openEnvironment({ env, readFile: readFileFromDisk, problems, signal });
  const found = await environment.lookup('LETSENCRYPT_PLUGINS');
  throwOnFatalProblems(problems.list());
  return found === undefined ? [] : readList(found.value);
}

/** A registry with third-party packages in it; the code that reads them is loaded only where there are some. */
export async function withPackages(registry: Registry, names: readonly string[]): Promise<OpenRegistry> {
  if (names.length === 0) return { registry, problems: [] };
  const { addPackages } = await import('../manifest/packages.js');
  return addPackages(registry, names, process.cwd());
}

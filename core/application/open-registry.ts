import { resolve } from 'node:path';
import type { Problem } from '../config/problems.js';
import { usualDirectory } from '../config/usual-directory.js';
import { readList } from '../config/variable-values.js';
import { builtInRegistry } from '../manifest/built-in.js';
import type { Registry } from '../manifest/registry.js';

/** Longest time for reading the file with the names of packages, in milliseconds. */
const readLimitMs = 20_000;

export interface OpenRegistry {
  readonly registry: Registry;
  /** What is wrong with third-party packages: the others go on, and so does the program. */
  readonly problems: readonly Problem[];
}

/**
 * The built-in providers and plugins, with those of the packages that LETSENCRYPT_PLUGINS, or the file that
 * LETSENCRYPT_PLUGINS_FILE names, lists. None of their code runs.
 * @throws ConfigurationError where both are set, or the file cannot be read
 */
export async function openRegistry(env: NodeJS.ProcessEnv): Promise<OpenRegistry> {
  return withPackages(builtInRegistry(), await packageNames(env), env.LETSENCRYPT_CONFIG_DIR?.trim() || usualDirectory);
}

/** What reads variables is loaded only where there is one. */
async function packageNames(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  if (!env.LETSENCRYPT_PLUGINS && !env.LETSENCRYPT_PLUGINS_FILE) return [];
  const [{ openEnvironment }, { createProblemCollector, throwOnFatalProblems }, { readFileFromDisk }] =
    await Promise.all([
      import('../config/environment.js'),
      import('../config/problems.js'),
      import('../config/read-file.js'),
    ]);
  const problems = createProblemCollector();
  const signal = AbortSignal.timeout(readLimitMs);
  const environment = openEnvironment({ env, readFile: readFileFromDisk, problems, signal });
  const found = await environment.lookup('LETSENCRYPT_PLUGINS');
  throwOnFatalProblems(problems.list());
  return found === undefined ? [] : readList(found.value);
}

/**
 * A registry with third-party packages in it; the code that reads them is loaded only where there are some.
 * @param configDir what relative paths and look-ups start from: never the working directory, where anybody may have put code
 */
export async function withPackages(
  registry: Registry,
  names: readonly string[],
  configDir: string,
): Promise<OpenRegistry> {
  if (names.length === 0) return { registry, problems: [] };
  const { addPackages } = await import('../manifest/packages.js');
  const added = await addPackages(registry, names, resolve(configDir));
  const toProblem = (message: string): Problem => ({
    severity: 'error',
    scope: 'certificate',
    place: 'LETSENCRYPT_PLUGINS',
    message,
  });
  return { registry: added.registry, problems: added.problems.map(toProblem) };
}

import { existsSync } from 'node:fs';
import { usualEnvFile } from '../config/usual-env-file.js';
import { printNote } from '../terminal/print.js';

/** Longest time for reading the env file, in milliseconds. */
const readLimitMs = 20_000;

/**
 * Adds the variables of the env file to an environment, and shows what is odd about the file.
 * @param mayBeMissing whether the command is about to make it
 * @throws ConfigurationError where the file that was named cannot be used, or others may write it
 */
export async function applyEnvFile(env: NodeJS.ProcessEnv, mayBeMissing = false): Promise<void> {
  // Without one, nothing that reads files is loaded.
  if (!env.LETSENCRYPT_ENV_FILE && !existsSync(usualEnvFile)) return;
  if (mayBeMissing && !existsSync(env.LETSENCRYPT_ENV_FILE?.trim() || usualEnvFile)) return;
  const { readEnvFile } = await import('../config/env-file.js');
  const { variables, problems } = await readEnvFile({ env, signal: AbortSignal.timeout(readLimitMs) });
  const { throwOnFatalProblems, renderProblem } = await import('../config/problems.js');
  throwOnFatalProblems(problems);
  for (const problem of problems) printNote(renderProblem(problem));
  Object.assign(env, variables);
}

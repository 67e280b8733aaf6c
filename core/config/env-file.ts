import { resolve } from 'node:path';
import { type InspectFile, inspectOnDisk } from './file-trust.js';
import { createProblemCollector, type Problem, type ProblemCollector } from './problems.js';
import { hintOf, type ReadFile, readFileFromDisk, tryReadFile } from './read-file.js';
import { usualEnvFile } from './usual-env-file.js';

export interface EnvFileSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal | undefined;
  readonly readFile?: ReadFile;
  readonly inspectFile?: InspectFile;
}

export interface EnvFile {
  /** What the file adds to the environment: nothing that the process has, be it empty, and by name or by `NAME_FILE`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * Reads the env file: `NAME=value` to the end of the line, blank lines and `#` comments; one pair of quotes around the
 * whole value is dropped. What others may write is not read, since it names code and credentials.
 */
export async function readEnvFile({
  env,
  signal,
  readFile = readFileFromDisk,
  inspectFile = inspectOnDisk,
}: EnvFileSource): Promise<EnvFile> {
  const problems = createProblemCollector();
  const named = env.LETSENCRYPT_ENV_FILE?.trim();
  const path = named ? resolve(named) : usualEnvFile;
  const facts = await inspectFile(path);
  if (facts !== undefined && (facts.mode & 0o002) !== 0) {
    problems.error(path, 'the env file is refused: everybody may write to it', { hint: `Run chmod o-rwx ${path}` });
    return { variables: {}, problems: problems.list() };
  }
  const file = await tryReadFile(readFile, path, signal);
  if (file.status === 'missing') {
    if (named) problems.error('LETSENCRYPT_ENV_FILE', `there is no file ${path}`);
    return { variables: {}, problems: problems.list() };
  }
  if (file.status === 'unreadable') {
    // The usual one is root's alone where others call this program for what needs no secret.
    if (named) problems.error('LETSENCRYPT_ENV_FILE', `cannot read ${path}: ${file.reason}`, hintOf(file));
    else problems.warn(path, `the env file cannot be read: ${file.reason}`, hintOf(file));
    return { variables: {}, problems: problems.list() };
  }
  if (facts !== undefined && (facts.mode & 0o004) !== 0) {
    problems.warn(path, 'everybody may read the env file, and it holds credentials', { hint: `Run chmod o-r ${path}` });
  }
  const found = parseEnvFile(file.text, path, problems);
  return { variables: withoutGiven(found, env), problems: problems.list() };
}

function parseEnvFile(text: string, path: string, problems: ProblemCollector): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
    if (match === null) {
      // The line may hold a secret, so it is not shown.
      problems.error(`${path}:${index + 1}`, 'the line is not of the form NAME=value', {
        hint: 'Write no blanks around =',
      });
      continue;
    }
    const [, name = '', value = ''] = match;
    found.set(name, /^(["'])(.*)\1$/.exec(value.trim())?.[2] ?? value.trim());
  }
  return found;
}

/** A variable of the process and one of the file may be two forms of one: then that of the process counts. */
function withoutGiven(
  found: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const isGiven = (name: string) => env[name] !== undefined;
  return Object.fromEntries(
    [...found].filter(([name]) => !isGiven(name) && !isGiven(`${name}_FILE`) && !isGiven(name.replace(/_FILE$/, ''))),
  );
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usualEnvFile } from '../config/usual-env-file.js';
import { isTerminal, writeStandard } from '../terminal/standard-streams.js';
import { exitCodes } from './exit-codes.js';

/** Words of a command line, the name of the program before them → where parts of the text begin and end, in turns. */
type AnswerIndex = Readonly<Record<string, readonly number[]>>;

/** With one of these set, there may be another answer: third-party packages, and the width of a table. */
const changing = ['LETSENCRYPT_ENV_FILE', 'LETSENCRYPT_PLUGINS', 'LETSENCRYPT_PLUGINS_FILE', 'COLUMNS'];

/** The last word of all command lines that have one; others need not be looked up. */
const last: ReadonlySet<string | undefined> = new Set([undefined, '--help', '--version', 'providers']);

/**
 * Prints what was written down when the program was bundled. The grammar of all commands takes longer to load and to lay
 * out than Node itself takes to start.
 * @param program which command was called
 * @param argv without node and the script
 * @returns the exit code; undefined where there is no such answer
 */
export function answerAtOnce(
  program: 'letsencrypt-dns' | 'lexicon',
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): number | undefined {
  const [first, ...others] = argv;
  // The one is a command of the other as well.
  if (program === 'letsencrypt-dns' && first === 'lexicon') return answerAtOnce('lexicon', others, env);
  const words = argv.at(-1) === '-h' ? [...argv.slice(0, -1), '--help'] : argv;
  if (!last.has(words.at(-1)) || isTerminal('stdout')) return undefined;
  if (changing.some((variable) => env[variable]) || existsSync(usualEnvFile)) return undefined;
  const text = readAnswer([program, ...words].join(' '));
  if (text === undefined) return undefined;
  writeStandard('stdout', text);
  return exitCodes.done;
}

/** None where the program was not bundled. Where a file is broken, the long way says the same. */
function readAnswer(commandLine: string): Uint8Array | undefined {
  try {
    const index = JSON.parse(readFileSync(join(import.meta.dirname, 'answers.json'), 'latin1')) as AnswerIndex;
    if (!Object.hasOwn(index, commandLine)) return undefined;
    const bytes = readFileSync(join(import.meta.dirname, 'answers.txt'));
    const places = index[commandLine] ?? [];
    const parts: Uint8Array[] = [];
    for (let at = 0; at < places.length; at += 2) parts.push(bytes.subarray(places[at], places[at + 1]));
    return Buffer.concat(parts);
  } catch {
    return undefined;
  }
}

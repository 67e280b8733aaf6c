import { programVersion } from '../application/version.js';
import { createRedactor } from '../http/redact.js';
import { applyEnvFile } from './apply-env-file.js';
import { exitCodes } from './exit-codes.js';
import { lexiconWords } from './lexicon-words.js';
import { reportError } from './report-error.js';
import type { RunCommand } from './run-command.js';
import { type LoadedCommands, simpleCommand } from './simple-command.js';

/**
 * The letsencrypt-dns command line.
 * @param argv without node and the script
 * @param loaded simple commands that need not be loaded any more
 * @returns the exit code
 */
export async function main(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  loaded: LoadedCommands = {},
): Promise<number> {
  const words = lexiconWords(argv);
  if (words !== undefined) return (await import('./lexicon/main.js')).lexiconMain(words, env);
  const redactor = createRedactor();
  let code: number = exitCodes.done;
  let debug = argv.includes('debug') || argv.includes('trace') || isDebug(env);
  try {
    const run: RunCommand = async (load, globals, makesEnvFile) => {
      await applyEnvFile(env, makesEnvFile);
      debug ||= globals.logLevel === 'debug' || isDebug(env);
      const command = await load({ globals, env });
      code = await command({ globals, env, redactor });
    };
    const simple = simpleCommand(argv, loaded);
    if (simple !== undefined) {
      await run(simple.load, simple.globals);
      return code;
    }
    const { createProgram } = await import('./program.js');
    const program = createProgram(programVersion(), run);
    if (argv.length === 0) program.help();
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (isCommanderError(error)) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return reportError(error, redactor, debug);
  }
}

function isDebug(env: NodeJS.ProcessEnv): boolean {
  return ['debug', 'trace'].includes((env.LOG_LEVEL ?? '').toLowerCase());
}

function isCommanderError(error: unknown): error is Error & { exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

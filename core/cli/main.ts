import { programVersion } from '../application/version.js';
import { createRedactor } from '../http/redact.js';
import { applyEnvFile } from './apply-env-file.js';
import { exitCodes } from './exit-codes.js';
import { lexiconWords } from './lexicon-words.js';
import { createProgram } from './program.js';
import { reportError } from './report-error.js';

/**
 * The letsencrypt-dns command line.
 * @param argv without node and the script
 * @returns the exit code
 */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = lexiconWords(argv);
  if (words !== undefined) return (await import('./lexicon/main.js')).lexiconMain(words, env);
  const redactor = createRedactor();
  let code: number = exitCodes.done;
  let debug = argv.includes('debug') || argv.includes('trace') || isDebug(env);
  try {
    const program = createProgram(programVersion(), async (load, globals, makesEnvFile) => {
      await applyEnvFile(env, makesEnvFile);
      debug ||= globals.logLevel === 'debug' || isDebug(env);
      const command = await load({ globals, env });
      code = await command({ globals, env, redactor });
    });
    if (argv.length === 0) program.help();
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (isCommanderError(error)) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return reportError(error, redactor, debug);
  }
}

function isDebug(env: NodeJS.ProcessEnv): boolean {
  return /^(debug|trace)$/i.test(env.LOG_LEVEL ?? '');
}

function isCommanderError(error: unknown): error is Error & { exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

import { openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { Failure } from '../../sdk/failure.js';
import { canRedraw } from '../../terminal/capabilities.js';
import { printNote } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import type { InitOptions } from '../init/init-options.js';
import { stopSignal } from '../stop-signal.js';

/** `letsencrypt-dns init [NAME…]`: guided set-up on a terminal; elsewhere, what the flags come to. */
export async function initCommand(
  context: CommandContext,
  names: readonly string[],
  options: InitOptions,
): Promise<number> {
  const { globals, env, redactor } = context;
  const signal = stopSignal();
  // Here nothing has to be right yet.
  const application = await openApplication({ globals, env, redactor, signal, credentials: 'optional' });
  try {
    // Of warnings, that there is no line yet is the likeliest.
    showProblems(
      application.problems.filter(({ severity }) => severity === 'error'),
      redactor,
    );
    const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
    const asks = isTerminal && canRedraw(true, env);
    if (isTerminal && !asks) printNote('TERM says that this terminal cannot draw anew, so that nothing is asked on it');
    if (!asks || globals.json === true || options.write === true) {
      const { initWithoutTerminal } = await import('../init/without-terminal.js');
      return await initWithoutTerminal(context, application, names, options, signal);
    }
    if ((options.option ?? []).length > 0) {
      throw new Failure('CONFIG', 'on a terminal the options are asked for', {
        hint: 'Leave out --option, or add --write',
      });
    }
    const [{ Cancelled, createPrompter }, { guide }] = await Promise.all([
      import('../init/prompter.js'),
      import('../init/guide.js'),
    ]);
    try {
      const prompter = createPrompter(signal);
      return await guide({ command: context, application, options, names, prompter, signal });
    } catch (error) {
      // Ctrl-C ends a question by itself, and work by a signal.
      if (!(error instanceof Cancelled) && !signal.aborted) throw error;
      printNote('stopped; what is written stays, nothing is half done, and `letsencrypt-dns init` goes on from there');
      return exitCodes.failed;
    }
  } finally {
    await application.close();
  }
}

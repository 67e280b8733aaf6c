import { openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { runLockedPass } from '../../application/run-pass.js';
import type { CommandContext } from '../command-context.js';
import { concludePass } from '../conclude-pass.js';
import { exitCodes } from '../exit-codes.js';
import { stopSignal } from '../stop-signal.js';

export interface SyncOptions {
  readonly allowRemovals?: boolean;
}

/** How long `sync` waits for another process, in milliseconds: a daemon's pass or another cron job may be about to end. */
const waitMs = 10_000;

/** `letsencrypt-dns sync`: one pass, then exit. */
export async function syncCommand({ globals, env, redactor }: CommandContext, options: SyncOptions): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal });
  try {
    showProblems(application.problems, redactor);
    const result = await runLockedPass(application, {
      command: 'letsencrypt-dns sync',
      signal,
      waitMs,
      isStart: true,
      wantsAll: globals.json === true,
      ...(options.allowRemovals !== undefined && { allowRemovals: options.allowRemovals }),
    });
    const code = await concludePass(application, result, globals.json === true);
    const isBad = application.problems.some(({ severity }) => severity === 'error');
    return isBad ? exitCodes.failed : code;
  } finally {
    await application.close();
  }
}

import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { openApplication, showProblems } from '../open-application.js';

export interface CheckOptions {
  readonly live?: boolean;
}

/** `letsencrypt-dns check [--live]`: is the configuration right, and does the DNS do what it must? */
export async function checkCommand(
  { globals, env, redactor }: CommandContext,
  { live }: CheckOptions,
): Promise<number> {
  const application = await openApplication({ globals, env, redactor });
  try {
    showProblems(application.problems, redactor);
    const { certificates, profiles } = application.state;
    const errors = application.problems.filter(({ severity }) => severity === 'error').length;
    const summary = { certificates: certificates.length, profiles: Object.keys(profiles).length, errors };
    if (!live) {
      const text = `${summary.certificates} certificates, ${summary.profiles} provider profiles, ${errors} errors`;
      process.stdout.write(
        `${globals.json ? JSON.stringify({ ...summary, problems: application.problems }, undefined, 2) : text}\n`,
      );
      return errors > 0 ? exitCodes.usage : exitCodes.done;
    }
    const { checkLive } = await import('../check-live.js');
    return await checkLive(application, globals.json === true);
  } finally {
    await application.close();
  }
}

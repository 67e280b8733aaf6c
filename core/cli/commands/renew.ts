import { openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { runLockedPass } from '../../application/run-pass.js';
import { tokens } from '../../application/tokens.js';
import { didYouMean } from '../../config/nearest.js';
import { continueLineages } from '../../issuance/plan/continue-lineages.js';
import { Failure } from '../../sdk/failure.js';
import type { CommandContext } from '../command-context.js';
import { concludePass } from '../conclude-pass.js';
import { stopSignal } from '../stop-signal.js';

export interface RenewOptions {
  readonly force?: boolean;
}

/** How long to wait for a daemon's pass to end, in milliseconds. */
const waitMs = 10_000;

/** `letsencrypt-dns renew [NAME...] [--force]`: renews what is due among these, or all of these with `--force`. */
export async function renewCommand(
  { globals, env, redactor }: CommandContext,
  names: readonly string[],
  { force }: RenewOptions,
): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal });
  try {
    showProblems(application.problems, redactor);
    const { store } = application.container.resolve(tokens.passServices);
    const { certificates } = continueLineages(application.state, await store.lineages());
    const known = certificates.map(({ name }) => name);
    const unknown = names.find((name) => !certificates.some((one) => one.name === name || one.continues === name));
    if (unknown !== undefined) {
      throw new Failure('CONFIG', `the configuration has no certificate called ${unknown}`, {
        hint: didYouMean(unknown, known) ?? `Take one of: ${known.join(', ')}`,
      });
    }
    const chosen = new Set(names.length > 0 ? names : known);
    const result = await runLockedPass(application, {
      command: 'letsencrypt-dns renew',
      signal,
      waitMs,
      only: chosen,
      ...(force && { force: chosen }),
    });
    return await concludePass(application, result, globals.json === true);
  } finally {
    await application.close();
  }
}

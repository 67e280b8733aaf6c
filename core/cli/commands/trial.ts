import { type Application, openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { runLockedPass } from '../../application/run-pass.js';
import { tokens } from '../../application/tokens.js';
import type { DesiredState } from '../../config/desired-state.js';
import { stagingServerOf } from '../../config/staging-servers.js';
import { recognizeLetsEncrypt } from '../../issuance/orders/lets-encrypt.js';
import { createAccounts } from '../../issuance/orders/open-accounts.js';
import type { PassResult } from '../../issuance/pass/run-pass.js';
import { emptyTrial } from '../../issuance/pass/trial-leftovers.js';
import { continueLineages } from '../../issuance/plan/continue-lineages.js';
import { printNote, printResult } from '../../terminal/print.js';
import { planTrial } from '../../trial/plan-trial.js';
import { withdrawProofs } from '../../trial/withdraw-proofs.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { openTrial, type TrialSurroundings } from '../open-trial.js';
import { renderTrial } from '../render-trial.js';
import { stopSignal } from '../stop-signal.js';

/** How long to wait for a daemon's pass to end, in milliseconds. */
const waitMs = 60_000;

/** `letsencrypt-dns trial [NAME…]`: the whole way at the CA's staging server, with the real configuration. */
export async function trialCommand(
  { globals, env, redactor }: CommandContext,
  names: readonly string[],
): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal });
  try {
    showProblems(application.problems, redactor);
    const code = await tryAtStaging(application, names, signal, globals.json === true);
    const isBad = names.length === 0 && application.problems.some(({ severity }) => severity === 'error');
    return isBad ? exitCodes.failed : code;
  } finally {
    await application.close();
  }
}

/**
 * Obtains the certificates at the staging servers of their CAs, into a directory that is emptied afterwards. What it
 * writes to the DNS, it writes under the lock of the configuration directory, as a pass does.
 * @returns the exit code
 * @throws Failure CONFIG where there is nothing to try, LOCKED where another trial is under way
 */
export async function tryAtStaging(
  application: Application,
  names: readonly string[],
  signal: AbortSignal,
  json: boolean,
): Promise<number> {
  const { container, redactor } = application;
  const { store, env } = container.resolve(tokens.passServices);
  const { stagingOf } = recognizeLetsEncrypt(env);
  const configured = continueLineages(application.state, await store.lineages());
  const state = planTrial(configured, names, (server) => stagingOf(server) ?? stagingServerOf(server));
  const trial = openTrial(application, state);
  try {
    const own = trial.container.resolve(tokens.store);
    const lock = await own.lease('directory', { command: 'letsencrypt-dns trial', signal });
    let result: PassResult;
    try {
      if (!json)
        for (const server of new Set(state.certificates.map((each) => each.server)))
          printNote(`trying it at ${server}`);
      result = await runTrial(application, trial, state, signal);
    } finally {
      await emptyTrial(own);
      await lock.release();
    }
    printResult(renderTrial(result, json, redactor.redact));
    return result.outcomes.length === state.certificates.length &&
      result.outcomes.every(({ failure }) => failure === undefined)
      ? exitCodes.done
      : exitCodes.failed;
  } finally {
    await trial.close();
  }
}

async function runTrial(
  application: Application,
  { container }: TrialSurroundings,
  state: DesiredState,
  signal: AbortSignal,
): Promise<PassResult> {
  const services = container.resolve(tokens.passServices);
  // A trial knows nothing of the last one: no back-off, no order that has what it needs.
  for (const name of (await services.memory.all()).keys()) await services.memory.update(name, () => undefined);
  for (const { id } of await services.store.journal.list('order')) await services.store.journal.remove(id);
  await emptyTrial(services.store, signal);
  const accounts = createAccounts({ ...services, settings: state.settings, signal });
  await withdrawProofs({ ...services, accounts }, state.certificates);
  return runLockedPass(
    { ...application, container, state },
    {
      command: 'letsencrypt-dns trial',
      signal,
      waitMs,
      leaseFrom: application.container.resolve(tokens.store),
      force: new Set(state.certificates.map(({ name }) => name)),
    },
  );
}

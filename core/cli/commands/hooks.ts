import { openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { tokens } from '../../application/tokens.js';
import { runStepsAgain, type StepsAgainReport } from '../../issuance/steps/run-steps-again.js';
import { describeFailure, plainFailure } from '../../sdk/failure.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { stopSignal } from '../stop-signal.js';

/** How long to wait for a daemon's pass to end, in milliseconds. */
const waitMs = 10_000;

/** `letsencrypt-dns hooks [NAME…]`: runs the post-issue steps again for the certificates as they are. */
export async function hooksCommand(
  { globals, env, redactor }: CommandContext,
  names: readonly string[],
): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal, credentials: 'optional' });
  try {
    showProblems(application.problems, redactor);
    const services = application.container.resolve(tokens.passServices);
    const lock = await services.store.lease('directory', { command: 'letsencrypt-dns hooks', signal, wait: waitMs });
    let report: StepsAgainReport;
    try {
      await services.store.recover(signal);
      report = await runStepsAgain(services, { names, state: application.state, signal });
    } finally {
      await lock.release();
    }
    printResult(globals.json === true ? reportJson(report, redactor.redact) : renderReport(report, redactor.redact));
    const isBad =
      report.missing.length > 0 ||
      report.faults.length > 0 ||
      report.steps.some(({ failure }) => failure !== undefined);
    return isBad ? exitCodes.failed : exitCodes.done;
  } finally {
    await application.close();
  }
}

function renderReport({ certificates, missing, steps }: StepsAgainReport, redact: (text: string) => string): string {
  const lines = steps.map(({ certificate, plugin, failure }) =>
    failure === undefined
      ? `${certificate}: ${plugin} done`
      : `${certificate}: ${plugin} failed: ${redact(describeFailure(failure))}`,
  );
  const absent = missing.map((name) => `${name}: there is no sound certificate to run steps for`);
  const failed = steps.filter(({ failure }) => failure !== undefined).length;
  const summary = `${certificates.length} certificates, ${steps.length - failed} steps done, ${failed} failed`;
  return [...lines, ...absent, summary].join('\n');
}

function reportJson({ certificates, missing, steps }: StepsAgainReport, redact: (text: string) => string): string {
  const told = steps.map(({ certificate, plugin, failure }) => ({
    certificate,
    plugin,
    result: failure === undefined ? 'done' : 'failed',
    ...(failure !== undefined && { failure: plainFailure(failure, redact) }),
  }));
  return JSON.stringify({ certificates, missing, steps: told }, undefined, 2);
}

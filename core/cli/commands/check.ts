import { type Application, openApplication, showProblems } from '../../application/open-application.js';
import { tokens } from '../../application/tokens.js';
import type { Problem } from '../../config/index.js';
import { issuedCertificate } from '../../issuance/steps/issued-certificate.js';
import type { Failure } from '../../sdk/failure.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { stopSignal } from '../stop-signal.js';

export interface CheckOptions {
  readonly live?: boolean;
}

/** `letsencrypt-dns check [--live]`: is the configuration right, and does the DNS do what it must? */
export async function checkCommand(
  { globals, env, redactor }: CommandContext,
  { live }: CheckOptions,
): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal });
  try {
    const ofPlugins = await pluginProblems(application);
    const checked = { ...application, problems: [...application.problems, ...ofPlugins] };
    showProblems(checked.problems, redactor);
    const json = globals.json === true;
    if (!live) return await checkConfiguration(checked, json, signal);
    const { checkLive } = await import('../check-live.js');
    return await checkLive(checked, json, signal);
  } finally {
    await application.close();
  }
}

/** Options of plugins that are wrong; a pass would only log them, so that certificates do not wait for a notification. */
async function pluginProblems({ container, state }: Application): Promise<Problem[]> {
  const { publication } = container.resolve(tokens.store);
  const certificates = state.certificates.map((certificate) => issuedCertificate(publication, certificate, undefined));
  const { errors, warnings } = await container.resolve(tokens.postIssue).check(certificates);
  return [
    ...errors.map((failure) => asProblem(failure, 'error')),
    ...warnings.map((failure) => asProblem(failure, 'warning')),
  ];
}

function asProblem({ message, place = 'plugins', hint }: Failure, severity: Problem['severity']): Problem {
  return { severity, scope: 'configuration', place, message, ...(hint !== undefined && { hint }) };
}

/** Looks at files alone, but for the provider `standalone`: the records that lead to it are somebody else's to write. */
async function checkConfiguration(application: Application, json: boolean, signal: AbortSignal): Promise<number> {
  const { state, problems, container } = application;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const summary = {
    certificates: state.certificates.length,
    profiles: Object.keys(state.profiles).length,
    errors,
  };
  const text = [
    counted(summary.certificates, 'certificate'),
    counted(summary.profiles, 'provider profile'),
    counted(errors, 'error'),
  ].join(', ');
  const answersItself = Object.values(state.profiles).some(({ provider }) => provider === 'standalone');
  if (!answersItself) {
    printResult(json ? JSON.stringify({ ...summary, problems }, undefined, 2) : text);
    return errors > 0 ? exitCodes.usage : exitCodes.done;
  }
  const [{ checkParentRecords }, { renderRecords }] = await Promise.all([
    import('../../check/index.js'),
    import('../check-live.js'),
  ]);
  const services = { ...container.resolve(tokens.passServices), registry: container.resolve(tokens.registry) };
  const records = await checkParentRecords(services, { state, signal });
  printResult(
    json ? JSON.stringify({ ...summary, problems, records }, undefined, 2) : `${renderRecords(records)}\n\n${text}`,
  );
  if (errors > 0) return exitCodes.usage;
  return records.every(({ present }) => present) ? exitCodes.done : exitCodes.failed;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

import { type Application, openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { tokens } from '../../application/tokens.js';
import type { Problem } from '../../config/problems.js';
import { recognizeLetsEncrypt } from '../../issuance/orders/lets-encrypt.js';
import { issuedCertificate } from '../../issuance/steps/issued-certificate.js';
import { nextCronRun } from '../../scheduler/cron.js';
import type { Failure } from '../../sdk/failure.js';
import { outputColumns } from '../../terminal/layout.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { renderUnderstood } from '../render-understood.js';
import { stopSignal } from '../stop-signal.js';
import { type Understood, understand } from '../understood.js';

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
  const { state, problems, container, redactor } = application;
  const { env } = container.resolve(tokens.passServices);
  const understood = await readUnderstood(application);
  const said = redactor.redact(renderUnderstood(understood, outputColumns(env)));
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
    printResult(json ? JSON.stringify({ ...summary, understood, problems }, undefined, 2) : `${said}\n\n${text}`);
    return errors > 0 ? exitCodes.usage : exitCodes.done;
  }
  const [{ checkParentRecords }, { renderRecords }] = await Promise.all([
    import('../../check/index.js'),
    import('../check-live.js'),
  ]);
  const services = { ...container.resolve(tokens.passServices), registry: container.resolve(tokens.registry) };
  const records = await checkParentRecords(services, { state, signal });
  printResult(
    json
      ? JSON.stringify({ ...summary, understood, problems, records }, undefined, 2)
      : `${said}\n\n${renderRecords(records)}\n\n${text}`,
  );
  if (errors > 0) return exitCodes.usage;
  return records.every(({ present }) => present) ? exitCodes.done : exitCodes.failed;
}

/** What is known from the disk alone. */
async function readUnderstood({ container, state }: Application): Promise<Understood> {
  const { store, clock, env } = container.resolve(tokens.passServices);
  const registered = new Set<string>();
  for (const server of new Set(state.certificates.map((certificate) => certificate.server))) {
    const accounts = await store.accounts.find(server);
    if (accounts.some(({ accountUrl }) => accountUrl !== undefined)) registered.add(server);
  }
  const next = nextCronRun(state.settings.cron, state.settings.timeZone, clock.now());
  return understand({
    state,
    registered,
    isStaging: recognizeLetsEncrypt(env).isStaging,
    next: next === undefined ? undefined : new Date(next),
  });
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

import {
  type CheckReport,
  type Diagnosis,
  formatRecord,
  type ParentRecord,
  runCheck,
  type ZoneCheck,
} from '../check/index.js';
import { joinSignals } from '../sdk/joined-signal.js';
import { tokens } from '../tokens.js';
import { exitCodes } from './exit-codes.js';
import type { Application } from './open-application.js';
import { printResult } from './print.js';
import { renderTable } from './table.js';

/** How long to wait for another process to end, in milliseconds: a daemon's pass may be about to. */
const waitMs = 10_000;

/**
 * `check --live`: a test record through each provider and zone in use, timed step by step, and what is wrong. Under the
 * lock: it writes records as a pass does, and removes what an earlier run left behind.
 * @returns the exit code
 * @throws Failure LOCKED naming the process that works on the same directory
 */
export async function checkLive(application: Application, json: boolean, signal: AbortSignal): Promise<number> {
  const { container, state, problems, redactor } = application;
  const services = container.resolve(tokens.passServices);
  const lock = await services.store.acquireLock({ command: 'letsencrypt-dns check --live', signal, wait: waitMs });
  let report: CheckReport;
  const joined = joinSignals(signal, lock.lost);
  try {
    report = await runCheck(services, {
      state,
      signal: joined.signal,
      ...(!json && { onZone: (check: ZoneCheck) => print(renderZone(check)) }),
    });
  } finally {
    joined.release();
    await lock.release();
  }
  print(json ? JSON.stringify({ ...report, problems }, undefined, 2) : renderRest(report));
  if (problems.some(({ severity }) => severity === 'error')) return exitCodes.usage;
  const all = [...report.diagnoses, ...report.zones.flatMap(({ diagnoses }) => diagnoses)];
  return all.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.done;

  function print(text: string): void {
    printResult(redactor.redact(text));
  }
}

function renderZone({ provider, profile, zone, domains, record, steps, servers, diagnoses }: ZoneCheck): string {
  const where = profile === 'environment' ? provider : `${provider}, profile ${profile}`;
  const rows = [
    ...steps.map(({ step, durationMs }) => [step === 'create' ? `create ${record}` : step, seconds(durationMs)]),
    ...servers.map(({ server, seenAfterMs }) => [
      `visible at ${server}`,
      seenAfterMs === undefined ? 'no' : seconds(seenAfterMs),
    ]),
  ];
  const table = renderTable(undefined, rows)
    .split('\n')
    .filter((line) => line !== '');
  return [
    `${zone} (${where}), for ${domains.join(' ')}`,
    ...indent([...table, ...diagnoses.flatMap(renderDiagnosis)]),
    '',
  ].join('\n');
}

function renderRest({ zones, diagnoses, records }: CheckReport): string {
  const all = [...diagnoses, ...zones.flatMap((zone) => zone.diagnoses)];
  const errors = all.filter(({ severity }) => severity === 'error').length;
  return [
    ...(records.length === 0 ? [] : [renderRecords(records), '']),
    ...diagnoses.flatMap(renderDiagnosis),
    `${zones.length} ${zones.length === 1 ? 'zone' : 'zones'}, ${errors} errors, ${all.length - errors} warnings`,
  ].join('\n');
}

/** What must stand in the parent zones for the provider `standalone`, and whether it does. */
export function renderRecords(records: readonly ParentRecord[]): string {
  const rows = records.map((record) => [formatRecord(record), stateOf(record)]);
  return ['Records that lead to the built-in DNS server', ...indent(renderTable(undefined, rows).split('\n'))].join(
    '\n',
  );
}

function stateOf({ type, present, found }: ParentRecord): string {
  if (present) return 'is there';
  return found.length === 0 || type === 'A' ? 'is missing' : `is missing; there is ${found.join(', ')}`;
}

function renderDiagnosis({ code, severity, message, hint }: Diagnosis): string[] {
  return [`${severity}: ${message} [${code}]`, `  ${hint}`];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

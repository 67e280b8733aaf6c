import type { Application } from '../application/open-application.js';
import { createSharedLock } from '../application/shared-lock.js';
import { tokens } from '../application/tokens.js';
import {
  type CheckReport,
  type Diagnosis,
  formatRecord,
  type ParentRecord,
  runCheck,
  type ZoneCheck,
} from '../check/index.js';
import { joinSignals } from '../sdk/joined-signal.js';
import { printResult } from '../terminal/print.js';
import { renderTable } from '../terminal/table.js';
import { createCheckProgress } from './check-progress.js';
import { exitCodes } from './exit-codes.js';

/** How long to wait for another process to end, in milliseconds: a daemon's pass may be about to. */
const waitMs = 10_000;

/** The same before the record is removed, and where the program is told to stop meanwhile; a pass removes it else. */
const removalWaitMs = 60_000;
const stoppingMs = 3_000;

/**
 * `check --live`: a test record through each provider and zone in use, timed step by step, and what is wrong. What it
 * writes, it writes under the lock, as a pass does; while it waits, passes may run.
 * @returns the exit code
 * @throws Failure LOCKED naming the process that works on the same directory
 */
export async function checkLive(application: Application, json: boolean, signal: AbortSignal): Promise<number> {
  const { container, state, problems, redactor } = application;
  const services = container.resolve(tokens.passServices);
  let isFirst = true;
  const lock = createSharedLock(() => {
    const command = 'letsencrypt-dns check --live';
    const wait = isFirst ? waitMs : signal.aborted ? stoppingMs : removalWaitMs;
    // A record that is there is removed, also by one that was told to stop.
    const request = { command, wait, ...(isFirst && { signal }) };
    isFirst = false;
    return services.store.lease('directory', request);
  });
  const progress = createCheckProgress(application, redactor, services.env);
  let report: CheckReport;
  const joined = joinSignals(signal, lock.lost);
  try {
    report = await runCheck(
      { ...services, registry: application.registry },
      {
        state,
        signal: joined.signal,
        hold: lock.hold,
        onStep: progress.step,
        onZone: (check: ZoneCheck) => {
          progress.done(check.zone);
          if (!json) print(renderZone(check));
        },
      },
    );
  } finally {
    joined.release();
    progress.end();
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

import { broadcast } from '../issuance/pass/events.js';
import { readParked } from '../issuance/pass/parked.js';
import { awaitParked } from '../issuance/pass/parked-watch.js';
import { type PassRequest, type PassResult, runPass } from '../issuance/pass/run-pass.js';
import { failureFields } from '../logging/failure-fields.js';
import { logEvents } from '../logging/log-events.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { CertificateStore } from '../store/store.js';
import { canRedraw, hasColours } from '../terminal/capabilities.js';
import type { Application } from './open-application.js';
import { createProgress } from './progress.js';
import { recoverOrTell } from './recover-or-tell.js';
import { tokens } from './tokens.js';

export interface PassCommand extends Omit<PassRequest, 'emit' | 'state' | 'ready'> {
  /** For whoever meets the lock. */
  readonly command: string;
  /** How long to wait for another process that holds the lock, in milliseconds. */
  readonly waitMs?: number;
  /** Whose lease the pass is under; left out, that of the store worked on. */
  readonly leaseFrom?: Pick<CertificateStore, 'lease'>;
}

/** How long a pass that goes on with parked work waits for the lock, in milliseconds: its order must not be lost to a busy hour. */
const resumeWaitMs = 30 * 60_000;

/**
 * Runs one pass under the lock, with live progress on a terminal and log lines elsewhere. What it parked is waited for
 * without the lock, and brought to its end by further passes over these certificates alone.
 */
export async function runLockedPass(application: Application, command: PassCommand): Promise<PassResult> {
  const services = application.container.resolve(tokens.passServices);
  let result = await runOnce(application, command);
  const { state } = result;
  let parked = await namesParked(result);
  while (parked.size > 0) {
    const over = (await awaitParked(services, state, command.signal)) ?? new Set();
    const still = await namesParked(result);
    const ready = new Set([...over].filter((name) => still.has(name)));
    // What others brought to its end is looked at as well, for the report.
    const only = new Set([...parked].filter((name) => ready.has(name) || !still.has(name)));
    // Those that another one kept from a place with room for one value may have it now.
    for (const { action, parkedUntil } of result.outcomes) {
      if (parkedUntil === undefined || still.has(action.name)) continue;
      ready.add(action.name);
      only.add(action.name);
    }
    const force = new Set([...(command.force ?? [])].filter((name) => ready.has(name)));
    const next = await runOnce(application, {
      command: command.command,
      signal: command.signal,
      waitMs: resumeWaitMs,
      ...(command.leaseFrom !== undefined && { leaseFrom: command.leaseFrom }),
      only,
      ready,
      ...(force.size > 0 && { force }),
    });
    result = merge(result, next);
    parked = await namesParked(result);
  }
  return result;

  async function namesParked({ actions }: PassResult): Promise<ReadonlySet<string>> {
    const own = new Set(actions.map(({ name }) => name));
    const found = await readParked(services.store, state, services.clock.now());
    return new Set(found.map(({ name }) => name).filter((name) => own.has(name)));
  }
}

async function runOnce(
  application: Application,
  { command, waitMs, leaseFrom, ...request }: PassCommand & Pick<PassRequest, 'ready'>,
): Promise<PassResult> {
  const { container, state, log, output, redactor } = application;
  const { env } = container.resolve(tokens.passServices);
  const store = container.resolve(tokens.store);
  const lock = await (leaseFrom ?? store).lease('directory', { command, signal: request.signal, wait: waitMs ?? 0 });
  const isTerminal = process.stderr.isTTY === true;
  // Whoever asks for JSON lines gets them, also on a terminal.
  const isDrawn = canRedraw(isTerminal, env) && state.settings.logFormat !== 'json';
  const progress = isDrawn
    ? createProgress(process.stderr, redactor.redact, Date.now, {
        colours: hasColours(isTerminal, env),
        results: process.stdout.isTTY !== true,
      })
    : undefined;
  const restoreOutput = progress === undefined ? undefined : output.redirect(progress.print);
  const listeners = progress === undefined ? [logEvents(log)] : [progress.listen];
  const emit = broadcast(listeners, (error) =>
    log.error({ event: 'listener.failed', ...failureFields(error) }, 'a listener failed'),
  );
  const stop = joinSignals(request.signal, lock.lost);
  try {
    await recoverOrTell(application, stop.signal);
    return await runPass(container.resolve(tokens.passServices), { ...request, signal: stop.signal, state, emit });
  } finally {
    stop.release();
    progress?.end();
    restoreOutput?.();
    await lock.release();
  }
}

/** What became of each certificate in the end. */
function merge(before: PassResult, after: PassResult): PassResult {
  const actions = new Map([...before.actions, ...after.actions].map((action) => [action.name, action]));
  const outcomes = new Map([...before.outcomes, ...after.outcomes].map((outcome) => [outcome.action.name, outcome]));
  const allSteps = [...before.postIssue.steps, ...after.postIssue.steps];
  const steps = new Map(allSteps.map((step) => [JSON.stringify([step.certificate, step.plugin]), step]));
  const isDoneWith = (name: string) => actions.get(name)?.kind === 'keep' || actions.get(name)?.kind === 'wait';
  const parked = [...outcomes.values()].filter(({ parkedUntil }) => parkedUntil !== undefined);
  // Another process brought these to their end.
  for (const { action } of parked) if (isDoneWith(action.name)) outcomes.delete(action.name);
  return {
    state: before.state,
    actions: [...actions.values()],
    outcomes: [...outcomes.values()],
    postIssue: { steps: [...steps.values()], faults: [...before.postIssue.faults, ...after.postIssue.faults] },
    recordsDueAt: after.recordsDueAt,
    ...(before.others !== undefined && { others: before.others }),
  };
}

import { broadcast } from '../issuance/events.js';
import { type PassRequest, type PassResult, runPass } from '../issuance/pass.js';
import { failureFields } from '../logging/failure-fields.js';
import { logEvents } from '../logging/log-events.js';
import { joinSignals } from '../sdk/joined-signal.js';
import { tokens } from '../tokens.js';
import type { Application } from './open-application.js';
import { createProgress } from './progress.js';
import { canRedraw, hasColours } from './terminal.js';

export interface PassCommand extends Omit<PassRequest, 'emit' | 'state'> {
  /** For whoever meets the lock. */
  readonly command: string;
  /** How long to wait for another process that holds the lock, in milliseconds. */
  readonly waitMs?: number;
}

/** Runs one pass under the lock, with live progress on a terminal and log lines elsewhere. */
export async function runLockedPass(
  application: Application,
  { command, waitMs, ...request }: PassCommand,
): Promise<PassResult> {
  const { container, state, log, output, redactor } = application;
  const { env } = container.resolve(tokens.passServices);
  const store = container.resolve(tokens.store);
  const lock = await store.acquireLock({ command, signal: request.signal, wait: waitMs ?? 0 });
  const isTerminal = process.stderr.isTTY === true;
  // Whoever asks for JSON lines gets them, also on a terminal.
  const isDrawn = canRedraw(isTerminal, env) && state.settings.logFormat !== 'json';
  const progress = isDrawn
    ? createProgress(process.stderr, redactor.redact, Date.now, hasColours(isTerminal, env))
    : undefined;
  const restoreOutput = progress === undefined ? undefined : output.redirect(progress.print);
  const listeners = progress === undefined ? [logEvents(log)] : [progress.listen];
  const emit = broadcast(listeners, (error) =>
    log.error({ event: 'listener.failed', ...failureFields(error) }, 'a listener failed'),
  );
  const { signal, release } = joinSignals(request.signal, lock.lost);
  try {
    await store.recover(signal);
    return await runPass(container.resolve(tokens.passServices), { ...request, signal, state, emit });
  } finally {
    progress?.end();
    restoreOutput?.();
    release();
    await lock.release();
  }
}

import { hostname } from 'node:os';
import { isIssue } from '../../issuance/actions.js';
import { broadcast } from '../../issuance/events.js';
import { type PassResult, runPass } from '../../issuance/pass.js';
import { failureFields } from '../../logging/failure-fields.js';
import { logEvents } from '../../logging/log-events.js';
import { nextCronRun } from '../../scheduler/cron.js';
import { type PassEnd, runDaemon } from '../../scheduler/daemon.js';
import { scheduleDelayMs } from '../../scheduler/schedule-delay.js';
import { watchFiles } from '../../scheduler/watch-files.js';
import { isFailure } from '../../sdk/failure.js';
import { tokens } from '../../tokens.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { type Application, openApplication, showProblems } from '../open-application.js';
import { stopSignal } from '../stop-signal.js';

/** `letsencrypt-dns run`: the daemon. */
export async function runCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal });
  const { container, log, state } = application;
  const store = container.resolve(tokens.store);
  const lock = await store.acquireLock({ command: 'letsencrypt-dns run', signal });
  const stop = AbortSignal.any([signal, lock.lost]);
  try {
    showProblems(application.problems, redactor);
    await store.recover(stop);
    log.info({ event: 'daemon.started', configDir: state.settings.configDir }, 'started');
    await runDaemon({
      clock: container.resolve(tokens.clock),
      log,
      signal: stop,
      watch: (onChange) =>
        watchFiles({ files: application.files, polling: state.settings.watchPolling, log, onChange }),
      pass: createDaemonPass(application),
    });
    log.info({ event: 'daemon.stopped' }, 'stopped');
    return lock.lost.aborted ? exitCodes.failed : exitCodes.done;
  } finally {
    await lock.release();
    await application.close();
  }
}

/** A pass of the daemon: reads the configuration anew; whatever fails is logged and tried again at its time. */
function createDaemonPass(application: Application) {
  const { container, log, reload } = application;
  const services = container.resolve(tokens.passServices);
  const emit = broadcast([logEvents(log)], (error) =>
    log.error({ event: 'listener.failed', ...failureFields(error) }, 'a listener failed'),
  );
  let { state, problems } = application;
  let isStart = true;

  return async (_reasons: readonly string[], signal: AbortSignal): Promise<PassEnd> => {
    let result: PassResult | undefined;
    try {
      if (!isStart) {
        ({ state, problems } = await reload(signal));
        for (const problem of problems) log.warn({ event: 'configuration.problem', ...problem }, problem.message);
      }
      result = await runPass(services, { state, emit, signal, isStart });
      isStart = false;
    } catch (error) {
      if (!signal.aborted)
        log.error(
          { event: isFailure(error, 'CONFIG') ? 'configuration.refused' : 'pass.failed', ...failureFields(error) },
          (error as Error).message,
        );
    }
    return nextWake(result);
  };

  function nextWake(result: PassResult | undefined): PassEnd {
    const now = services.clock.now();
    const { cron, timeZone } = state.settings;
    const scheduled = nextCronRun(cron, timeZone, now);
    const delay =
      scheduled === undefined
        ? 0
        : scheduleDelayMs(
            `${hostname()} ${state.settings.configDir}`,
            scheduled,
            nextCronRun(cron, timeZone, scheduled),
          );
    const due = dueMoments(result).filter((moment) => moment > now);
    const soonest = Math.min(...due, ...(scheduled === undefined ? [] : [scheduled + delay]));
    if (!Number.isFinite(soonest)) return { wakeAt: undefined, wakeFor: 'schedule' };
    return { wakeAt: soonest, wakeFor: due.includes(soonest) ? 'due' : 'schedule' };
  }
}

/** When certificates come due or may be tried again; the cron schedule alone would be too coarse for short-lived ones. */
function dueMoments(result: PassResult | undefined): number[] {
  if (result === undefined) return [];
  const fromPlan = result.actions.map((action) => {
    if (action.kind === 'keep') return action.next?.at;
    return action.kind === 'wait' ? action.until : undefined;
  });
  const retries = result.outcomes.map(({ retryAt, action }) => (isIssue(action) ? retryAt : undefined));
  return [...fromPlan, ...retries].filter((moment) => moment !== undefined);
}

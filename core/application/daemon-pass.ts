import { hostname } from 'node:os';
import { sourcesGone } from '../config/sources-gone.js';
import { broadcast, type PassListener } from '../issuance/pass/events.js';
import { readParked } from '../issuance/pass/parked.js';
import { awaitParked } from '../issuance/pass/parked-watch.js';
import { createPassWatch, patienceMs } from '../issuance/pass/pass-watch.js';
import { type PassResult, runPass } from '../issuance/pass/run-pass.js';
import { nextDue } from '../issuance/plan/next-wake.js';
import { failureFields } from '../logging/failure-fields.js';
import { logEvents } from '../logging/log-events.js';
import { type BackOff, nextBackOff } from '../scheduler/back-off.js';
import { nextCronRun } from '../scheduler/cron.js';
import type { PassEnd } from '../scheduler/daemon.js';
import { scheduleDelayMs } from '../scheduler/schedule-delay.js';
import { isFailure, toFailure } from '../sdk/failure.js';
import { joinSignals } from '../sdk/joined-signal.js';
import { needsRestart } from './needs-restart.js';
import type { Application } from './open-application.js';
import type { Configuration } from './read-configuration.js';
import type { SharedLock } from './shared-lock.js';
import { tokens } from './tokens.js';

/** After a watch that could not be kept, a pass puts it up again; in milliseconds. */
const watchAgainMs = 60_000;

/** What is overdue gets its pass after this time, and ever later where passes have nothing to do; in milliseconds. */
const shortestPauseMs = 2500;
const longestPauseMs = 5 * 60_000;

/**
 * The passes of the daemon. Each reads the configuration anew, and holds the lock for as long as it lasts and no longer:
 * between passes `renew`, `revoke` and `delete` have their way. Whatever fails is logged and tried again.
 * @param onFiles told which files the configuration came from
 * @param listeners told what happens, besides the log
 * @param lock that of the directory, which others in this process hold at the same time
 */
export function createDaemonPass(
  application: Application,
  onFiles: (configuration: Configuration) => void,
  listeners: readonly PassListener[],
  lock: SharedLock,
) {
  const { container, log } = application;
  let services = container.resolve(tokens.passServices);
  const watch = createPassWatch({
    clock: services.clock,
    log,
    state: services.store.publication.state,
    patienceMs: patienceMs(services.env),
  });
  const emit = broadcast([logEvents(log), watch.listen, ...listeners], (error) =>
    log.error({ event: 'listener.failed', ...failureFields(error) }, 'a listener failed'),
  );
  let configuration: Configuration = application;
  let isStart = true;
  let backOff: BackOff | undefined;
  /** Certificates whose parked wait is over: the next pass works on them. */
  let ready: ReadonlySet<string> = new Set();
  /** Passes in a row that something due asked for and that had nothing to do. */
  let idle = 0;

  return async (_reasons: readonly string[], signal: AbortSignal): Promise<PassEnd> => {
    try {
      // Also at the start: an edit between the first reading and the first watch would be overlooked.
      const before = configuration;
      configuration = await readAnew(application, before, isStart, signal);
      tellChanges(application, before, configuration);
      services = application.enter(configuration).resolve(tokens.passServices);
      onFiles(configuration);
      const result = await watch.watch(() => locked(signal));
      isStart = false;
      backOff = undefined;
      ready = new Set();
      idle = result.outcomes.length > 0 ? 0 : idle + 1;
      return { ...nextWake(result), watch: await watchOf(result) };
    } catch (error) {
      if (!signal.aborted) log.error({ event: 'pass.failed', ...failureFields(error) }, toFailure(error).message);
      backOff = nextBackOff(backOff, services.clock.now());
      return { wakeAt: isFailure(error, 'LOCKED') ? services.clock.now() : backOff.notBefore, wakeFor: 'due' };
    }
  };

  async function locked(signal: AbortSignal): Promise<PassResult> {
    return lock.hold(async (lost) => {
      const stop = joinSignals(signal, lost);
      try {
        return await runPass(services, { state: configuration.state, emit, signal: stop.signal, isStart, ready });
      } finally {
        stop.release();
      }
    });
  }

  /** Looks after parked waits until the next pass; undefined where there are none. */
  async function watchOf({ state }: PassResult): Promise<PassEnd['watch']> {
    if ((await readParked(services.store, state, services.clock.now())).length === 0) return undefined;
    return async (signal) => {
      try {
        const over = await awaitParked(services, state, signal);
        // Whoever took them away leaves nothing to be done here.
        if (over === undefined) await services.clock.sleep(watchAgainMs, signal);
        ready = over ?? new Set();
      } catch (error) {
        if (signal.aborted) throw error;
        log.warn({ event: 'records.unwatched', ...failureFields(error) }, 'parked records cannot be watched');
        await services.clock.sleep(watchAgainMs, signal);
      }
    };
  }

  function nextWake({ actions, outcomes, recordsDueAt, others }: PassResult): PassEnd {
    const now = services.clock.now();
    const { cron, timeZone, configDir } = configuration.state.settings;
    const scheduled = nextCronRun(cron, timeZone, now);
    const floorMs = Math.min(shortestPauseMs * 2 ** idle, longestPauseMs);
    const due = nextDue({ actions, outcomes, recordsDueAt, scheduled, now, floorMs, ...others });
    if (scheduled === undefined) return { wakeAt: due, wakeFor: 'due' };
    const following = nextCronRun(cron, timeZone, scheduled);
    const late = scheduled + scheduleDelayMs(`${hostname()} ${configDir}`, scheduled, following);
    return due !== undefined && due < late ? { wakeAt: due, wakeFor: 'due' } : { wakeAt: late, wakeFor: 'schedule' };
  }
}

/** What of a changed configuration is worth a line: other packages, and what a restart is needed for. */
function tellChanges({ log, started }: Application, before: Configuration, now: Configuration): void {
  if (now.registry !== before.registry) {
    const packages = now.state.settings.plugins;
    log.info({ event: 'plugins.changed', packages }, 'the packages of providers and plugins are others now');
  }
  const keys = needsRestart(started, now.state.settings);
  if (keys.length === 0 || keys.join() === needsRestart(started, before.state.settings).join()) return;
  log.warn({ event: 'configuration.restart', keys }, `not in force before a restart: ${keys.join(', ')}`);
}

/**
 * Reads the configuration. One that is refused as a whole does not stop renewals: the last good one goes on, and removes
 * nothing.
 */
export async function readAnew(
  { reload, log }: Application,
  before: Configuration,
  isStart: boolean,
  signal: AbortSignal,
): Promise<Configuration> {
  try {
    const configuration = await reload(signal);
    for (const sentence of sourcesGone(isStart ? undefined : before.state.sources, configuration.state.sources)) {
      log.warn({ event: 'configuration.emptied' }, sentence);
    }
    for (const problem of configuration.problems) {
      log.warn({ event: 'configuration.problem', ...problem }, problem.message);
    }
    return configuration;
  } catch (error) {
    if (signal.aborted) throw error;
    log.error(
      { event: 'configuration.refused', ...failureFields(error) },
      `the configuration is refused, the last good one stays in force: ${toFailure(error).message}`,
    );
    const { state, problems, files, registry } = before;
    return { problems, files, registry, state: { ...state, removalPermitted: false } };
  }
}

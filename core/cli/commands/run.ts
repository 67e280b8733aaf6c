import { type DaemonDoors, openDaemonDoors } from '../../application/daemon-doors.js';
import { createDaemonPass } from '../../application/daemon-pass.js';
import { openApplication } from '../../application/open-application.js';
import { openStatusServer } from '../../application/open-status-server.js';
import { recoverOrTell } from '../../application/recover-or-tell.js';
import { createSharedLock } from '../../application/shared-lock.js';
import { createStandBy, type StandBy } from '../../application/stand-by.js';
import { tokens } from '../../application/tokens.js';
import { watchedFiles } from '../../application/watched-files.js';
import { detachedHint, detachedMessage } from '../../config/file-trust.js';
import { failureFields } from '../../logging/failure-fields.js';
import { runDaemon } from '../../scheduler/daemon.js';
import { type FileWatch, watchFiles } from '../../scheduler/watch-files.js';
import { toFailure } from '../../sdk/failure.js';
import { joinSignals } from '../../sdk/joined-signal.js';
import type { StatusServer } from '../../status/start-status-server.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { giveBackMemoryLater } from '../give-back-memory.js';
import { stopSignal } from '../stop-signal.js';

/** How long a start or a pass waits for another process that works on the same directory, in milliseconds. */
const lockWaitMs = 5 * 60_000;

/** `letsencrypt-dns run`: the daemon. */
export async function runCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal });
  const { container, log, started } = application;
  const { clock, store } = container.resolve(tokens.passServices);
  let status: StatusServer | undefined;
  let standBy: StandBy | undefined;
  let doors: DaemonDoors | undefined;
  try {
    if (store.shared === undefined) await serve(signal);
    else {
      standBy = createStandBy(application, store.shared, () => doors?.update());
      await takeTurns(standBy);
    }
    log.info({ event: 'daemon.stopped' }, 'stopped');
    return exitCodes.done;
  } catch (error) {
    if (signal.aborted) return exitCodes.done;
    throw error;
  } finally {
    standBy?.close();
    await doors?.close();
    await status?.close();
    await application.close();
  }

  /** Of several instances over one store, one does the passes; this one does when it is its turn, until it is not. */
  async function takeTurns(among: StandBy): Promise<void> {
    status = await openStatusServer(application, redactor, () => application.state);
    // Also while another one does the passes: clients may come to any instance.
    doors = openDaemonDoors(application, () => application.state, status?.listen ?? (() => {}), signal);
    doors.update();
    while (!signal.aborted) {
      const lease = await among.awaitLeadership(signal);
      const stop = joinSignals(signal, lease.lost);
      try {
        await serve(stop.signal);
      } catch (error) {
        if (signal.aborted || (!stop.signal.aborted && !toFailure(error).retryable)) throw error;
        log.error({ event: 'leader.ended', ...failureFields(error) }, toFailure(error).message);
      } finally {
        stop.release();
        await lease.release();
      }
    }
  }

  /** Until the signal says stop. */
  async function serve(stop: AbortSignal): Promise<void> {
    let files: FileWatch | undefined;
    let keepMemory = () => {};
    const lock = createSharedLock(() =>
      store.lease('directory', { command: 'letsencrypt-dns run', signal: stop, wait: lockWaitMs }),
    );
    try {
      // What an earlier run left half done is put right before anything else; and a volume that cannot be written to is told of at once.
      await lock.hold(() => recoverOrTell(application, stop));
      log.info({ event: 'daemon.started', configDir: started.configDir }, 'started');
      status ??= await openStatusServer(application, redactor, () => application.state);
      doors ??= openDaemonDoors(application, () => application.state, status?.listen ?? (() => {}), signal);
      const { listen, work } = doors;
      work(lock, stop);
      const pass = createDaemonPass(
        application,
        (configuration) => {
          files?.update(watchedFiles(configuration, globals));
          doors?.update();
        },
        [listen, ...(status === undefined ? [] : [status.listen])],
        lock,
      );
      await runDaemon({
        clock,
        log,
        signal: stop,
        rest() {
          store.rest();
          keepMemory = giveBackMemoryLater();
        },
        watch: async (onChange) => {
          const { watchPolling: polling } = started;
          const watch = await watchFiles({
            files: watchedFiles(application, globals),
            polling,
            log,
            onChange,
            onDetached: (path) =>
              log.warn({ event: 'configuration.detached', path, hint: detachedHint }, `${path}: ${detachedMessage}`),
          });
          files = watch;
          return watch.close;
        },
        pass(reasons, ended) {
          keepMemory();
          return pass(reasons, ended);
        },
      });
    } finally {
      await doors?.rest();
    }
  }
}

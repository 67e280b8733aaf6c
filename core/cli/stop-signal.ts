import { makeStandardStreams } from '../terminal/standard-streams.js';

/** Containers are killed ten seconds after they were told to stop; this is a little earlier, in milliseconds. */
const longestStopMs = 9500;

/**
 * Aborts at SIGTERM or SIGINT. A second signal ends the process at once, and so does the time that is left when
 * something will not stop: what is on disk is whole at any instant, and the next start goes on from there.
 */
export function stopSignal(): AbortSignal {
  makeStandardStreams();
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(new Error(`stopped by ${name}`));
      setTimeout(() => process.exit(1), longestStopMs).unref();
    });
  }
  return controller.signal;
}

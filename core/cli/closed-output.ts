import { watchStandardStreams } from '../terminal/standard-streams.js';
import { exitCodes } from './exit-codes.js';

/** Nobody is there any more to read it: the reader of the pipe has ended (`| head -1`), or the terminal is gone. */
const goneCodes: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);

/**
 * Makes failing output no mistake of the program's. Work that is under way goes on to its end, and its exit code stays:
 * what is half done must not be left so because nobody reads about it. Where standard output has no reader, nothing is
 * said; where it cannot be written for another reason, a full disk say, that is told once and is a failure. What cannot be
 * written to standard error is lost, as there is nowhere to tell of it.
 */
export function surviveClosedOutput(): void {
  watchStandardStreams((name, stream) => {
    stream.on('error', name === 'stderr' ? () => {} : lostOutput);
  });
}

let lost: NodeJS.ErrnoException | undefined;

function lostOutput(error: NodeJS.ErrnoException): void {
  if (goneCodes.has(error.code) || lost !== undefined) return;
  lost = error;
  process.stderr.write(`error: standard output cannot be written to: ${error.message}\n`);
  process.once('exit', () => {
    if (process.exitCode === undefined || process.exitCode === exitCodes.done) process.exitCode = exitCodes.failed;
  });
}

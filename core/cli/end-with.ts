import { areStandardStreamsUnmade } from '../terminal/standard-streams.js';
import { surviveClosedOutput } from './closed-output.js';
import { exitCodes } from './exit-codes.js';

/**
 * Ends the process with this code. Where the work never ends but nothing is left to wait for, that is a failure. Behind a
 * code that is there at once nothing goes on.
 * @param isLast nothing goes on behind the work: once all is written, Node need not look for what does, nor take apart
 *   what it made
 */
export function endWith(start: () => number | Promise<number>, isLast = false): void {
  surviveClosedOutput();
  let hasEnded = false;
  // Not set beforehand: commander takes the exit code of the process for that of its help.
  process.once('exit', () => {
    if (!hasEnded) process.exitCode ??= exitCodes.failed;
  });
  function end(code: number, isAllDone: boolean): void {
    hasEnded = true;
    process.exitCode = code;
    if (isAllDone && areStandardStreamsUnmade()) process.exit();
  }
  const started = start();
  if (typeof started === 'number') end(started, true);
  else void started.then((code) => end(code, isLast));
}

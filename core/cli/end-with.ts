import { surviveClosedOutput } from './closed-output.js';
import { exitCodes } from './exit-codes.js';

/** Ends the process with this code. Where the work never ends but nothing is left to wait for, that is a failure. */
export function endWith(start: () => Promise<number>): void {
  surviveClosedOutput();
  let hasEnded = false;
  // Not set beforehand: commander takes the exit code of the process for that of its help.
  process.once('exit', () => {
    if (!hasEnded) process.exitCode ??= exitCodes.failed;
  });
  void start().then((code) => {
    hasEnded = true;
    process.exitCode = code;
  });
}

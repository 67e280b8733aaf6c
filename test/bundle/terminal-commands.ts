import { readFileSync } from 'node:fs';
import { type CommandLine, runAsBin } from '../cli/run-as-bin.js';

/** Before the exit code of a command, behind what it printed. */
export const endMark = '\x1E';

// Run on a terminal: the command lines of a file, one after the other, in this process.
const [, script, file] = process.argv;
if (script === import.meta.filename && file !== undefined)
  for (const line of JSON.parse(readFileSync(file, 'utf8')) as CommandLine[])
    process.stdout.write(`${endMark}${await runAsBin(line)}\n`);

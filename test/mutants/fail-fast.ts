import { readFileSync, writeSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';

/**
 * A reporter that ends the process at the first test that fails, and names it in the last line of stdout. Where none does,
 * that line tells what processor time it took.
 */
export default async function* failFast(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:fail') continue;
    writeSync(1, `failed: ${event.data.name}\n`);
    process.exit(1);
  }
  yield `\nneeded: ${Math.round(neededMs())}\n`;
}

/** Of this process and those that it started and that have ended, where the system tells of them. */
function neededMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + ofChildren();
}

function ofChildren(): number {
  try {
    // What comes after the name of the command, which may hold blanks: cutime and cstime are fields 16 and 17 of proc(5).
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) * msPerTick;
  } catch {
    return 0;
  }
}

/** USER_HZ, which is 100 wherever Node runs. */
const msPerTick = 10;

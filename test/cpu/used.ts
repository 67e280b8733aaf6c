import { readFileSync } from 'node:fs';

/** What a process of `npm test` took. All in seconds. */
export interface Used {
  /** Processor time of the process itself. */
  readonly own: number;
  /** Processor time of the processes that it started and saw end. */
  readonly children: number;
  /** Seconds since the epoch. */
  readonly began: number;
  readonly ended: number;
}

/** Linux tells processor time of other processes in these, whatever the kernel counts in (`USER_HZ`). */
const ticksPerSecond = 100;

/** What this process took so far. Its children are known on Linux alone. */
export function usedSoFar(): Used {
  const { user, system } = process.cpuUsage();
  const ended = Date.now() / 1000;
  return {
    own: (user + system) / 1e6,
    children: process.platform === 'linux' ? childrenOf(readFileSync('/proc/self/stat', 'utf8')) : 0,
    began: ended - process.uptime(),
    ended,
  };
}

/** User and system time of the children in a line of /proc/PID/stat (proc(5): cutime, cstime), in seconds. Pure. */
export function childrenOf(line: string): number {
  // The second field is a name, which may hold blanks and brackets.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

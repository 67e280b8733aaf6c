import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cleanEnvironment } from './clean-environment.js';

/**
 * Kills what a dead server has left behind: every process whose command line names `directory` (which only the lab's own
 * do, as the directory's name is random) and everything that descends from one. Linux only; synchronous, for exit.
 */
export function endLeftovers(directory: string): void {
  const processes = listProcesses();
  const doomed = new Set(processesNaming(directory, processes));
  let size = -1;
  while (size !== doomed.size) {
    size = doomed.size;
    for (const { pid, parent } of processes) if (doomed.has(parent)) doomed.add(pid);
  }
  for (const pid of doomed) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** The ids of all processes, but this one, whose command line has this text. */
export function processesNaming(text: string, processes: readonly ProcessEntry[] = listProcesses()): number[] {
  const named = processes.filter(({ pid, command }) => pid !== process.pid && command.includes(text));
  return named.map(({ pid }) => pid);
}

/** Unmounts everything below `directory`, innermost first. */
export function releaseMounts(directory: string): void {
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${directory}/`))
    .reverse();
  // Lazily, as the kernel may not have finished with a process that was killed just now.
  if (points.length > 0) execFileSync('umount', ['-l', ...points], { env: cleanEnvironment() });
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function listProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The program's name, in parentheses, may hold blanks: count from its end.
        const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
}

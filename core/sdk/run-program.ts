import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { readLines } from './read-lines.js';

export interface ProgramStart {
  /** A path, or a name that is looked for in `PATH` of the environment. No shell is involved. */
  readonly file: string;
  readonly args: readonly string[];
  /** All that the program gets to see. */
  readonly environment: Readonly<Record<string, string>>;
  /** Told of each line that it prints, on either stream. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface ProgramEnd {
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly endedBy: NodeJS.Signals | undefined;
}

/** From SIGTERM to SIGKILL. */
const graceMs = 1_500;

/** How long to wait for output after the end: a process left in the background may keep the pipes open for ever. */
const drainMs = 500;

/**
 * Runs a program in a process group of its own and hands over what it prints, line by line. When the signal aborts, the
 * whole group is ended.
 * @throws Error of the system (`ENOENT`, `EACCES`) where it cannot be started, and the reason of the signal
 */
export async function runProgram({ file, args, environment, onLine, signal }: ProgramStart): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const child = spawn(file, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  // A stream that is destroyed at the end rejects; what it held is left out.
  const readers = [child.stdout, child.stderr].map((stream) => readLines(stream, onLine).catch(() => undefined));
  let killer: NodeJS.Timeout | undefined;
  function stop(): void {
    endGroup(child, 'SIGTERM');
    killer = setTimeout(() => endGroup(child, 'SIGKILL'), graceMs);
  }
  signal.addEventListener('abort', stop);
  try {
    const [code, endedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await Promise.race([Promise.all(readers), pause(drainMs)]);
    // The program is gone; what it started and did not wait for goes, too.
    if (signal.aborted) endGroup(child, 'SIGKILL');
    signal.throwIfAborted();
    return { exitCode: code ?? undefined, endedBy: endedBy ?? undefined };
  } finally {
    clearTimeout(killer);
    signal.removeEventListener('abort', stop);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function endGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    // Nobody is left in it.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

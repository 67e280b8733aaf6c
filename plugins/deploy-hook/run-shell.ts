import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { readLines } from './read-lines.js';

export interface ShellEnd {
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly endedBy: NodeJS.Signals | undefined;
}

/** From SIGTERM to SIGKILL. */
const graceMs = 1_500;

/** How long to wait for output after the end: a process left in the background may keep the pipes open for ever. */
const drainMs = 500;

/** Everybody on the host can read the arguments of a process, and only its user its environment. */
const commandVariable = 'LETSENCRYPT_DNS_COMMAND';
const fromVariable = `eval "unset ${commandVariable}
$${commandVariable}"`;

/**
 * Runs a command by /bin/sh in a process group of its own and hands over what it prints, line by line. When the
 * signal aborts, the whole group is ended.
 * @throws Error where there is no shell, and the reason of the signal
 */
export async function runShell(
  command: string,
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<ShellEnd> {
  signal.throwIfAborted();
  const child = spawn('/bin/sh', ['-c', fromVariable], {
    env: { ...environment, [commandVariable]: command },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // A stream that is destroyed at the end rejects; what it held is left out.
  const readers = [child.stdout, child.stderr].map((stream) => readLines(stream, onLine).catch(() => undefined));
  let killer: NodeJS.Timeout | undefined;
  function stop(): void {
    endGroup(child, 'SIGTERM');
    killer = setTimeout(() => endGroup(child, 'SIGKILL'), graceMs);
  }
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code, endedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await Promise.race([Promise.all(readers), pause(drainMs)]);
    // The shell is gone; what it started and did not wait for goes, too.
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

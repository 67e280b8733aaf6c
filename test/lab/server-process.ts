import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atExit } from './at-exit.js';
import { find } from './binaries.js';
import { cleanEnvironment } from './clean-environment.js';
import { waitFor } from './wait-for.js';

export interface ServerOptions {
  /** For messages and the name of the log file. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Working directory; the log goes here, too. */
  readonly directory: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the server answers; asked until it says something other than false or undefined, or stops throwing. */
  readonly probe: () => Promise<unknown>;
  readonly startTimeoutMs?: number;
  /** From SIGTERM to SIGKILL; default 3,000 ms. */
  readonly graceMs?: number;
}

export interface ServerProcess {
  readonly pid: number;
  /** Resolves when the process has ended, with its exit code or the signal that killed it. */
  readonly exited: Promise<number | string>;
  /** What it has written to stdout and stderr so far. */
  output(): string;
  /** SIGTERM, after the grace SIGKILL; returns when the process is gone. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts one server and waits until it answers. The process ends with `stop()`, when this process exits, and, where
 * util-linux is installed, also when this process is killed outright. An unstopped server does not keep Node alive.
 */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const logFile = join(options.directory, `${options.name}.log`);
  const log = openSync(logFile, 'a');
  const [command, args] = dyingWithParent(options.command, options.args);
  const child = spawn(command, args, {
    cwd: options.directory,
    env: cleanEnvironment({ HOME: options.directory, ...options.env }),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const forget = atExit(() => child.kill('SIGKILL'));
  let ended: number | string | undefined;
  const exited = new Promise<number | string>((resolve) => {
    function settle(outcome: number | string): void {
      ended = outcome;
      forget();
      resolve(outcome);
    }
    child.once('exit', (code, signal) => settle(code ?? signal ?? 'unknown'));
    child.once('error', (error) => settle(error.message));
  });
  child.unref();

  async function stop(): Promise<void> {
    if (ended !== undefined) return;
    child.ref();
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), options.graceMs ?? 3_000);
    await exited;
    clearTimeout(timer);
  }

  function output(): string {
    return readFileSync(logFile, 'utf8');
  }

  const start = new AbortController();
  try {
    await Promise.race([
      waitFor(`${options.name} to answer`, options.probe, {
        timeoutMs: options.startTimeoutMs ?? 20_000,
        // A look is a request, which costs more than these milliseconds of many starts.
        everyMs: 60,
        signal: start.signal,
      }),
      exited.then((outcome) => {
        throw new Error(`${options.name} ended with ${outcome} before it answered`);
      }),
    ]);
  } catch (error) {
    start.abort();
    await stop();
    throw new Error(`${error instanceof Error ? error.message : error}\n${output().slice(-4_000)}`, { cause: error });
  }
  return { pid: child.pid ?? 0, exited, output, stop };
}

/** Lets the kernel end the server when this process dies without running its exit handlers. */
function dyingWithParent(command: string, args: readonly string[]): [string, readonly string[]] {
  const setpriv = process.platform === 'linux' ? find('setpriv') : undefined;
  return setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', 'TERM', '--', command, ...args]];
}

/** Resolves when no process has this id any more. */
export async function waitUntilGone(pid: number, timeoutMs = 5_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() >= deadline) throw new Error(`process ${pid} is still there after ${timeoutMs} ms`);
    await pause(20);
  }
}

/** Whether a process has this id and runs: one that has ended, and that nobody has asked about, does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false; // It has gone between the two questions.
  }
}

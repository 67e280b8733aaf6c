import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { atExit } from '../lab/at-exit.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { memoryOfTree } from './process-memory.js';

/** What a command and all that it started took. */
export interface Measurement {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly wallMs: number;
  /** User and system time. */
  readonly cpuMs: number;
  /** Most memory that was seen, of all its processes together, in MiB; looked at every 50 ms. */
  readonly peakMiB: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MeasureOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Then everything is killed, and the measurement fails. Default ten minutes. */
  readonly timeoutMs?: number;
  /** Not for a command of milliseconds. Default true. */
  readonly watchesMemory?: boolean;
}

// The shell waits for the command, and so learns what it and its descendants took.
const script = '"$@"; code=$?; times >&3; exit $code';

/** Runs a command to its end. @throws Error where it takes too long */
export async function measure(command: readonly string[], options: MeasureOptions = {}): Promise<Measurement> {
  const { timeoutMs = 600_000, watchesMemory = true } = options;
  const started = performance.now();
  const child = spawn('bash', ['-c', script, 'bash', ...command], {
    env: cleanEnvironment(options.env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  const [, stdout, stderr, times] = child.stdio;
  if (
    stdout === null ||
    stderr === null ||
    times === null ||
    times === undefined ||
    !('on' in times) ||
    !('read' in times)
  )
    throw new Error('the pipes of a process are missing');
  let peakMiB = 0;
  const look = () => {
    peakMiB = Math.max(peakMiB, memoryOfTree(child.pid ?? 0) / 2 ** 20);
  };
  const sampler = watchesMemory ? setInterval(look, 50) : undefined;
  const kill = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  // The command has a process group of its own: an interrupt from the terminal reaches this process only.
  const forget = atExit(kill);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, timeoutMs);
  try {
    const exited = once(child, 'exit').then(([code]) => ({
      code: code as number | null,
      wallMs: performance.now() - started,
    }));
    const [end, output, errors, spent] = await Promise.all([exited, text(stdout), text(stderr), text(times)]);
    if (late) throw new Error(`${command.join(' ')} took longer than ${timeoutMs} ms\n${errors.slice(-2000)}`);
    return { ...end, cpuMs: readTimes(spent), peakMiB, stdout: output, stderr: errors };
  } finally {
    clearInterval(sampler);
    clearTimeout(timer);
    forget();
  }
}

/** The second line of bash's `times`: user and system time of its children, as `0m1.234s 0m0.056s`. */
function readTimes(printed: string): number {
  const children = printed.trim().split('\n')[1] ?? '';
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
}

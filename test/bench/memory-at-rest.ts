import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { atExit } from '../lab/at-exit.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { memoryOfTree } from './process-memory.js';

export interface RestOptions {
  readonly env: Readonly<Record<string, string>>;
  /** What the program prints to stderr when it has nothing more to do; left out, it never has. */
  readonly line?: string;
  /** From that line, or the start, to the look at the memory. */
  readonly restMs: number;
  /** How long the line may take. */
  readonly timeoutMs: number;
}

/** Starts a program that never ends, and ends it. Resident memory at rest, in MiB. @throws Error where it ends by itself */
export async function memoryAtRest(command: readonly string[], options: RestOptions): Promise<number> {
  const { env, line, restMs, timeoutMs } = options;
  const [program = '', ...words] = command;
  const child = spawn(program, words, { env: cleanEnvironment(env), stdio: ['ignore', 'ignore', 'pipe'] });
  const forget = atExit(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const stop = new AbortController();
  try {
    await Promise.race([
      (async () => {
        if (line !== undefined) await hasPrinted(createInterface(child.stderr), line);
        await pause(restMs, undefined, { signal: stop.signal });
      })(),
      exited.then(() => Promise.reject(new Error(`${command.join(' ')} ended`))),
      pause(timeoutMs + restMs, undefined, { signal: stop.signal }).then(() =>
        Promise.reject(new Error(`${command.join(' ')} did not come to rest within ${timeoutMs} ms`)),
      ),
    ]);
    return memoryOfTree(child.pid ?? 0) / 2 ** 20;
  } finally {
    stop.abort();
    child.kill('SIGKILL');
    await exited;
    forget();
  }
}

/** Goes on reading after it, so that the program never waits for a reader. */
function hasPrinted(lines: ReturnType<typeof createInterface>, text: string): Promise<void> {
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      if (line.includes(text)) resolve();
    });
  });
}

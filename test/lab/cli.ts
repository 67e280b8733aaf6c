import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atExit } from './at-exit.js';
import { cleanEnvironment } from './clean-environment.js';
import { createTempDir } from './temp-dir.js';

export interface CliOptions {
  /** All that the program sees besides PATH, a C locale and an empty HOME. */
  readonly env?: Readonly<Record<string, string>>;
  readonly bin?: 'letsencrypt-dns' | 'lexicon';
  /** Default: the empty HOME. */
  readonly cwd?: string;
  /** The node program; default this one. */
  readonly node?: string;
}

export interface RunCliOptions extends CliOptions {
  readonly input?: string;
  /** Sends SIGTERM when aborted. */
  readonly signal?: AbortSignal;
  /** Default 60,000 ms; then SIGKILL, and an error with what was printed. */
  readonly timeoutMs?: number;
}

export interface CliResult {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output parsed as JSON. */
  json(): unknown;
}

export interface RunningCli {
  readonly pid: number;
  /** Resolves when it has ended, however that was, and its HOME is gone. */
  readonly exited: Promise<CliResult>;
  stdout(): string;
  stderr(): string;
  /** The first line of stdout or stderr, past or future, that the predicate takes; throws at its end or after the time. */
  waitForLine(predicate: (line: string) => boolean, timeoutMs?: number): Promise<string>;
  kill(signal?: NodeJS.Signals): void;
}

/** Runs a built bin to its end. */
export async function runCli(args: readonly string[], options: RunCliOptions = {}): Promise<CliResult> {
  const timeoutMs = options.timeoutMs ?? 60_000;
  const running = await spawnCli(args, options);
  running.write(options.input ?? '');
  const onAbort = () => running.kill('SIGTERM');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    running.kill('SIGKILL');
  }, timeoutMs);
  const result = await running.exited;
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', onAbort);
  if (late) throw new Error(`${args.join(' ')} ran for ${timeoutMs} ms\n${result.stdout}\n${result.stderr}`);
  return result;
}

/** Starts a built bin that is to go on running; its HOME goes when it ends. */
export async function spawnCli(
  args: readonly string[],
  options: CliOptions = {},
): Promise<RunningCli & { write(input: string): void }> {
  const home = await createTempDir('home');
  const child = spawn(options.node ?? process.execPath, [binPath(options.bin ?? 'letsencrypt-dns'), ...args], {
    cwd: options.cwd ?? home.path,
    env: cleanEnvironment({ HOME: home.path, ...options.env }),
  });
  const forget = atExit(() => child.kill('SIGKILL'));
  child.stdin.on('error', () => undefined);
  const output = collect(child);
  const exited = new Promise<CliResult>((resolve) => {
    function settle(code: number | null, signal: NodeJS.Signals | null, stderr = output.stderr()): void {
      forget();
      const stdout = output.stdout();
      const result = { code, signal, stdout, stderr, json: () => JSON.parse(stdout) as unknown };
      resolve(home.remove().then(() => result));
    }
    child.once('close', (code, signal) => settle(code, signal));
    child.once('error', (error) => settle(null, null, error.message));
  });
  // A test that failed before it could end this must still come to its end; who waits for the exit keeps Node alive.
  const ends: readonly object[] = [child, child.stdin, child.stdout, child.stderr];
  const handles = ends.filter(hasReference);
  for (const handle of handles) handle.unref();
  return {
    pid: child.pid ?? 0,
    get exited() {
      for (const handle of handles) handle.ref();
      return exited;
    },
    ...output,
    kill: (signal = 'SIGTERM') => void child.kill(signal),
    write: (input) => void child.stdin.end(input),
  };
}

/** Whether Node can be told not to stay alive for this. The pipes can, though their types do not say so. */
function hasReference(handle: object): handle is { ref(): void; unref(): void } {
  return 'ref' in handle && 'unref' in handle;
}

function collect(child: ChildProcessWithoutNullStreams): Pick<RunningCli, 'stdout' | 'stderr' | 'waitForLine'> {
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  let closed = false;

  function notify(): void {
    for (const listener of [...listeners]) listener();
  }

  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
      notify();
    });
  }
  child.once('close', () => {
    closed = true;
    notify();
  });

  function findLine(predicate: (line: string) => boolean): string | undefined {
    // The last piece has no line end yet; it counts only when nothing can follow.
    const complete = [text.stdout, text.stderr].flatMap((part) => part.split('\n').slice(0, closed ? undefined : -1));
    return complete.find(predicate);
  }

  return {
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    waitForLine(predicate, timeoutMs = 30_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => settle(`no such line in ${timeoutMs} ms`), timeoutMs);
        function settle(failure: string, line?: string): void {
          listeners.delete(look);
          clearTimeout(timer);
          if (line === undefined) reject(new Error(`${failure}; printed were:\n${text.stdout}\n${text.stderr}`));
          else resolve(line);
        }
        function look(): void {
          const line = findLine(predicate);
          if (line !== undefined || closed) settle('the program ended without such a line', line);
        }
        listeners.add(look);
        look();
      });
    },
  };
}

/** The project: the nearest directory above with package.json and node_modules (dist/ may hold a copied package.json). */
export function projectRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!['package.json', 'node_modules'].every((name) => existsSync(join(directory, name)))) {
    if (dirname(directory) === directory) throw new Error('found no package.json with node_modules above the lab');
    directory = dirname(directory);
  }
  return directory;
}

/**
 * The built file behind one of package.json's bins.
 * @param folder a package; left out: the one that `LAB_PACKAGE` names, or else the project
 */
export function binPath(bin: 'letsencrypt-dns' | 'lexicon', folder = process.env.LAB_PACKAGE ?? projectRoot()): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  const path = manifest.bin[bin];
  if (path === undefined) throw new Error(`package.json has no bin ${bin}`);
  return join(folder, path);
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { atExit } from '../lab/at-exit.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { type CliResult, createTempDir, runCli } from '../lab/index.js';
import type { CommandLine } from './run-as-bin.js';

export interface HostRequest {
  readonly id: number;
  readonly line: CommandLine;
}

export interface HostAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HostedOptions {
  /** All that the command sees besides PATH, a C locale and an empty HOME. */
  readonly env?: Readonly<Record<string, string>>;
  readonly bin?: CommandLine['bin'];
  /** Default: the empty HOME. */
  readonly cwd?: string;
  /** Default 60,000 ms. */
  readonly timeoutMs?: number;
}

/** Runs command lines of the compiled sources in one child process, one after the other. */
export interface CommandHost {
  run(words: readonly string[], options?: HostedOptions): Promise<CliResult>;
  stop(): Promise<void>;
}

/**
 * For tables of what a command does and says: a process for each row would take ten times as long. What is about the
 * process (its end, signals, pipes), and each command once, is tried by `runCli`. It does not keep Node alive.
 * @param env what only Node itself reads, when it starts (NODE_EXTRA_CA_CERTS)
 */
export function startCommandHost(env: Readonly<Record<string, string>> = {}): CommandHost {
  const child = fork(fileURLToPath(new URL('./hosted-commands.js', import.meta.url)), [], {
    env: cleanEnvironment(env),
    // No terminals, as in `runCli`; what comes here is no output of a command.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  const forget = atExit(() => child.kill('SIGKILL'));
  const waiting = new Map<number, { answered(answer: HostAnswer): void; failed(error: Error): void }>();
  let count = 0;
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  child.on('message', ({ id, answer }: { id: number; answer: HostAnswer }) => waiting.get(id)?.answered(answer));
  child.once('exit', (code, signal) => {
    forget();
    for (const { failed } of waiting.values()) failed(new Error(`the host ended with ${code ?? signal}: ${complaint}`));
  });
  /** Of these, the pipe can do it though its type does not say so. */
  const handles = [child, child.channel, child.stderr as { ref?(): void; unref?(): void } | null];
  function stayAlive(isAwaited: boolean): void {
    for (const handle of handles) {
      if (isAwaited) handle?.ref?.();
      else handle?.unref?.();
    }
  }
  stayAlive(false);

  function ask(line: CommandLine, timeoutMs: number): Promise<HostAnswer> {
    count += 1;
    const id = count;
    return new Promise<HostAnswer>((resolve, reject) => {
      const late = () => settle(() => reject(new Error(`${line.words.join(' ')} ran for ${timeoutMs} ms`)));
      const timer = setTimeout(late, timeoutMs);
      function settle(end: () => void): void {
        clearTimeout(timer);
        waiting.delete(id);
        if (waiting.size === 0) stayAlive(false);
        end();
      }
      waiting.set(id, {
        answered: (answer) => settle(() => resolve(answer)),
        failed: (error) => settle(() => reject(error)),
      });
      stayAlive(true);
      child.send({ id, line } satisfies HostRequest);
    });
  }

  return {
    async run(words, { env = {}, cwd, bin = 'letsencrypt-dns', timeoutMs = 60_000 } = {}) {
      const home = await createTempDir('home');
      const own = cleanEnvironment({ HOME: home.path, ...env });
      try {
        const answer = await ask({ bin, words, env: own, cwd: cwd ?? home.path }, timeoutMs);
        return { ...answer, signal: null, json: () => JSON.parse(answer.stdout) as unknown };
      } finally {
        await home.remove();
      }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.ref();
      child.disconnect();
      await gone;
    },
  };
}

let shared: CommandHost | undefined;

/** Like `runCli`, in a process that all tests of this one share; with `COMMANDS=started`, as `npm run test:bundle` sets it, by `runCli`. */
export function hostedCli(words: readonly string[], options: HostedOptions = {}): Promise<CliResult> {
  if (process.env.COMMANDS === 'started') return runCli(words, options);
  shared ??= startShared();
  return shared.run(words, options);
}

function startShared(): CommandHost {
  const host = startCommandHost();
  // Waited for, so that the time that it took is counted (`npm test -- --cpu`).
  process.once('beforeExit', () => void host.stop());
  return host;
}

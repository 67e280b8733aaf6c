import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type FakePowerDns, startFakePowerDns } from '../faults/fake-powerdns.js';
import { type CliResult, type RunCliOptions, runCli } from '../lab/index.js';

/** One command line for the host process. */
export interface HostRequest {
  readonly id: number;
  readonly bin: 'letsencrypt-dns' | 'lexicon';
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | undefined;
}

export interface HostAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** All variables there are. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Default: lexicon. */
  readonly bin?: HostRequest['bin'];
  /** Time limit in milliseconds; default a minute. */
  readonly timeoutMs?: number;
}

/** Runs command lines in one child process, each with nothing but its own variables. */
export interface LexiconHost {
  run(words: readonly string[], options?: RunOptions): Promise<HostAnswer>;
  stop(): Promise<void>;
}

/** @param env what only Node itself reads, when it starts (NODE_EXTRA_CA_CERTS) */
export function startLexiconHost(env: Readonly<Record<string, string>> = {}): LexiconHost {
  const child: ChildProcess = fork(fileURLToPath(new URL('./lexicon-host.js', import.meta.url)), [], {
    env: { PATH: process.env.PATH, LC_ALL: 'C', ...env },
  });
  const waiting = new Map<number, (answer: HostAnswer) => void>();
  let count = 0;
  child.on('message', ({ id, answer }: { id: number; answer: HostAnswer }) => waiting.get(id)?.(answer));
  return {
    async run(words, { env = {}, cwd, bin = 'lexicon', timeoutMs = 60_000 } = {}) {
      count += 1;
      const id = count;
      const answered = new Promise<HostAnswer>((resolve, reject) => {
        waiting.set(id, resolve);
        AbortSignal.timeout(timeoutMs).onabort = () => reject(new Error(`${words.join(' ')} ran for ${timeoutMs} ms`));
      });
      child.send({ id, bin, words, env, cwd } satisfies HostRequest);
      try {
        return await answered;
      } finally {
        waiting.delete(id);
      }
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      child.kill();
      await gone;
    },
  };
}

/** The lexicon command before a PowerDNS-like API in this process. */
export interface LexiconStage {
  readonly fake: FakePowerDns;
  /** Variables with which `powerdns` reaches the API. */
  readonly env: Readonly<Record<string, string>>;
  /** `lexicon …` with these variables only. */
  lexicon(words: readonly string[], options?: RunOptions): Promise<HostAnswer>;
  /** `lexicon powerdns …` with the variables for it. */
  run(words: readonly string[], options?: RunOptions): Promise<HostAnswer>;
  stop(): Promise<void>;
}

/** @param zones without final dots */
export async function createLexiconStage(zones: readonly string[] = ['example.com']): Promise<LexiconStage> {
  const fake = await startFakePowerDns(zones);
  const host = startLexiconHost();
  const env = { LEXICON_POWERDNS_PDNS_SERVER: fake.apiUrl, LEXICON_POWERDNS_AUTH_TOKEN: fake.apiKey };
  return {
    fake,
    env,
    lexicon: (words, options) => host.run(words, options),
    run: (words, options = {}) => host.run(['powerdns', ...words], { ...options, env: { ...env, ...options.env } }),
    async stop() {
      await host.stop();
      await fake.stop();
    },
  };
}

/** The built `lexicon`, in a process of its own. */
export function lexicon(words: readonly string[], options: RunCliOptions = {}): Promise<CliResult> {
  return runCli(words, { ...options, bin: 'lexicon' });
}

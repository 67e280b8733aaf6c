import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createStage, type Stage } from '../../faults/stage.js';
import { createAuthority } from '../../lab/authority.js';
import { type CliResult, type RunningCli, spawnCli } from '../../lab/cli.js';
import { freePort } from '../../lab/free-port.js';
import type { PebbleOptions } from '../../lab/index.js';
import { createTempDir } from '../../lab/temp-dir.js';

/** The built program with its doors open, Pebble and a provider behind it. */
export interface Hub extends AsyncDisposable {
  readonly stage: Stage;
  readonly url: string;
  readonly directoryUrl: string;
  /** PEM file of the root that signs the listener's certificate, and its text. */
  readonly caFile: string;
  readonly caPem: string;
  /** For what clients keep. */
  readonly folder: string;
  readonly configDir: string;
  readonly pid: () => number;
  /** For servers of clients. */
  readonly freePorts: readonly number[];
  /** The lines of the log that are calls. */
  calls(): readonly Readonly<Record<string, unknown>>[];
  /** Both runs' log. */
  log(): string;
  kill(): Promise<void>;
  start(env?: Readonly<Record<string, string>>): Promise<void>;
  /** Resolves when the run of now has ended, however that was. */
  ended(): Promise<CliResult | undefined>;
  /** SIGTERM. */
  stop(): Promise<number>;
  /** Another hub over a copy of the volume of this one, which must be stopped; at the same CA and provider. */
  copy(): Promise<HubRun>;
}

/** What can be done to a hub, whichever it is. */
export type HubRun = Pick<Hub, 'url' | 'configDir' | 'calls' | 'log' | 'kill' | 'start' | 'stop'>;

export interface HubOptions {
  /** YAML of the list of clients. */
  readonly clients: string;
  readonly pebble?: Partial<PebbleOptions>;
  readonly env?: Readonly<Record<string, string>>;
  /** More YAML below `doors`. */
  readonly more?: string;
  /** It is started later, in another way. */
  readonly isStopped?: boolean;
}

export function secretOf(client: string): string {
  return createHash('sha256').update(`secret of ${client}`).digest('base64url');
}

/** YAML of a client that knows its secret. */
export function boundClient(name: string, domains: readonly string[]): string {
  return `    - { name: ${name}, secret: ${secretOf(name)}, domains: [${domains.map((one) => `"${one}"`).join(', ')}], doors: [acme] }\n`;
}

export async function startHub({ clients, pebble, env = {}, more = '', isStopped = false }: HubOptions): Promise<Hub> {
  const stage = await createStage(pebble);
  const directory = await createTempDir('hub');
  const authority = await createAuthority(directory.path, 'Lab CA of the hub');
  const { certFile, keyFile } = await authority.issue(['localhost', '127.0.0.1']);

  async function open(configDir: string): Promise<HubRun & Pick<Hub, 'pid' | 'ended'>> {
    const port = await freePort();
    const url = `https://localhost:${port}`;
    const yaml = `doors:\n  listen: 127.0.0.1:${port}\n  url: ${url}\n  tls: { cert: ${certFile}, key: ${keyFile} }\n  clients:\n${clients}${more}`;
    await writeFile(join(configDir, 'letsencrypt-dns.yml'), yaml, { mode: 0o600 });
    const runs: RunningCli[] = [];

    async function start(more: Readonly<Record<string, string>> = {}): Promise<void> {
      const running = await spawnCli(['run'], {
        env: { ...stage.environment(configDir), LOG_LEVEL: 'info', ...env, ...more },
      });
      runs.push(running);
      await running.waitForLine((line) => line.includes('doors.listening'), 60_000);
    }

    async function end(signal: NodeJS.Signals): Promise<number> {
      runs.at(-1)?.kill(signal);
      return (await runs.at(-1)?.exited)?.code ?? -1;
    }

    const log = () => runs.map((run) => run.stderr()).join('');
    return {
      url,
      configDir,
      start,
      log,
      calls: () =>
        log()
          .split('\n')
          .filter((line) => line.includes('"door.call"'))
          .map((line) => JSON.parse(line)),
      pid: () => runs.at(-1)?.pid ?? 0,
      ended: async () => runs.at(-1)?.exited,
      kill: async () => void (await end('SIGKILL')),
      stop: () => end('SIGTERM'),
    };
  }

  const first = await open(await stage.volume('hub'));
  if (!isStopped) await first.start();
  let copies = 0;
  return {
    ...first,
    stage,
    directoryUrl: `${first.url}/acme/directory`,
    caFile: authority.caFile,
    caPem: await readFile(authority.caFile, 'utf8'),
    folder: directory.path,
    freePorts: [await freePort(), await freePort(), await freePort()],
    async copy() {
      copies += 1;
      const copy = await open(await stage.volume(`hub-copy-${copies}`, first.configDir));
      await copy.start();
      return copy;
    },
    async [Symbol.asyncDispose]() {
      await first.stop();
      await stage.stop();
      await directory.remove();
    },
  };
}

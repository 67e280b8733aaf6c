import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Hub, secretOf } from '../doors/acme/hub.js';
import { type RunningCli, spawnCli } from '../lab/cli.js';

/** `letsencrypt-dns agent` as a process of its own, with a host's directory and a deploy hook. */
export interface AgentProcess {
  readonly client: string;
  readonly running: RunningCli;
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch at which the hook ran, once for each run. */
  hooks(): Promise<readonly number[]>;
  /** The whole chain that services here read. */
  fullchain(name: string): Promise<string>;
  stop(): Promise<void>;
}

export interface AgentProcessOptions {
  readonly client: string;
  /** Left out: the hub alone. */
  readonly addresses?: readonly string[];
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function startAgentProcess(
  { folder, url, caFile }: Pick<Hub, 'folder' | 'url' | 'caFile'>,
  { client, addresses = [url], words = [], env = {} }: AgentProcessOptions,
): Promise<AgentProcess> {
  const home = join(folder, `agent-${client}-${words.length}`);
  await mkdir(home, { recursive: true });
  const [secretFile, hooked] = [join(home, 'secret'), join(home, 'hooked')];
  await writeFile(secretFile, `${secretOf(client)}\n`, { mode: 0o600 });
  await writeFile(hooked, '');
  const environment = {
    LETSENCRYPT_CONFIG_DIR: join(home, 'letsencrypt'),
    LETSENCRYPT_CA_BUNDLE: caFile,
    DEPLOY_HOOK: `date +%s%N >> ${hooked}`,
    CERTS_USER_OWNER: `${process.getuid?.() ?? 0}`,
    CERTS_GROUP_OWNER: `${process.getgid?.() ?? 0}`,
    LOG_LEVEL: 'info',
    ...env,
  };
  await mkdir(environment.LETSENCRYPT_CONFIG_DIR, { recursive: true });
  const args = ['agent', '--hub', addresses.join(','), '--client', client, '--secret-file', secretFile, ...words];
  const running = await spawnCli(args, { env: environment });
  return {
    client,
    running,
    environment,
    hooks: async () =>
      (await readFile(hooked, 'utf8')).split('\n').flatMap((line) => (line === '' ? [] : [Number(line) / 1e6])),
    fullchain: (name) => readFile(join(environment.LETSENCRYPT_CONFIG_DIR, 'live', name, 'fullchain.pem'), 'utf8'),
    async stop() {
      running.kill('SIGTERM');
      await running.exited;
    },
  };
}

/** When a version of a lineage came to be, in milliseconds since the epoch. */
export async function madeAt(configDir: string, name: string, version: number): Promise<number> {
  return (await stat(join(configDir, 'archive', name, `fullchain${version}.pem`))).mtimeMs;
}

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createStage, type Stage } from '../../faults/stage.js';
import { createAuthority } from '../../lab/authority.js';
import { freePort, type RunningCli, spawnCli, waitFor } from '../../lab/index.js';
import { createTempDir } from '../../lab/temp-dir.js';
import { type RoundRobin, startRoundRobin } from './round-robin.js';
import { type Servers, startServers, type Way } from './servers.js';

/** The built program as one of several instances. */
export interface Daemon {
  readonly port: number;
  readonly running: RunningCli;
}

/** Three daemons with doors over one PostgreSQL, behind a load balancer; Pebble and a provider behind them. */
export interface Daemons extends AsyncDisposable {
  readonly stage: Stage;
  readonly all: readonly Daemon[];
  readonly balancer: RoundRobin;
  readonly url: string;
  readonly directoryUrl: string;
  readonly caFile: string;
  readonly caPem: string;
  /** For what clients keep. */
  readonly folder: string;
  /** The one that does the passes, other than one that is told. */
  leader(besides?: Daemon): Promise<Daemon>;
  readonly servers: Servers;
}

/**
 * @param clients YAML of the list of clients
 * @param way how they reach their database
 */
export async function startDaemons(clients: string, way: Way = 'direct'): Promise<Daemons> {
  const [stage, servers, directory] = await Promise.all([createStage(), startServers(way), createTempDir('instances')]);
  const authority = await createAuthority(directory.path, 'Lab CA of the load balancer');
  const ports = [await freePort(), await freePort(), await freePort()];
  const balancer = await startRoundRobin(() => ports, await authority.issue(['localhost']));
  const url = `https://localhost:${balancer.port}`;
  const all: Daemon[] = [];
  const common = { LETSENCRYPT_STORE_KEY: randomBytes(32).toString('base64'), LOG_LEVEL: 'info' };
  for (const [index, port] of ports.entries()) {
    const environment = { ...common, ...servers.environment(index) };
    const volume = await stage.volume(`instance-${port}`);
    const yaml = `doors:\n  listen: 127.0.0.1:${port}\n  url: ${url}\n  clients:\n${clients}`;
    await writeFile(join(volume, 'letsencrypt-dns.yml'), yaml, { mode: 0o600 });
    all.push({ port, running: await spawnCli(['run'], { env: { ...stage.environment(volume), ...environment } }) });
  }
  for (const { running } of all) await running.waitForLine((line) => line.includes('doors.listening'), 180_000);
  return {
    stage,
    all,
    balancer,
    url,
    directoryUrl: `${url}/acme/directory`,
    caFile: authority.caFile,
    caPem: await readFile(authority.caFile, 'utf8'),
    folder: directory.path,
    leader: (besides) =>
      waitFor(
        'an instance to do the passes',
        () => all.find((each) => each !== besides && each.running.stderr().includes('"leader.begun"')),
        { timeoutMs: 120_000 },
      ),
    servers,
    async [Symbol.asyncDispose]() {
      await stopAll(all, servers);
      await balancer[Symbol.asyncDispose]();
      await stage.stop();
      await directory.remove();
    },
  };
}

async function stopAll(all: readonly Daemon[], servers: Servers): Promise<void> {
  for (const { running } of all) {
    running.kill('SIGCONT');
    running.kill('SIGKILL');
  }
  for (const { running } of all) await running.exited;
  await servers.stop();
}

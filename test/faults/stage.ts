import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliResult, createTempDir, type Pebble, type PebbleOptions, runCli, startPebble } from '../lab/index.js';
import { type AcmeProxy, startAcmeProxy } from './acme-proxy.js';
import { type FakePowerDns, startFakePowerDns } from './fake-powerdns.js';

/** Pebble behind the counting proxy, a provider, and room for volumes: what the built program is let loose on. */
export interface Stage {
  readonly pebble: Pebble;
  readonly proxy: AcmeProxy;
  readonly provider: FakePowerDns;
  /** An empty volume, or a copy of another one. */
  volume(name: string, from?: string): Promise<string>;
  run(configDir: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
  environment(configDir: string): Record<string, string>;
  stop(): Promise<void>;
}

export async function createStage(pebbleOptions: Partial<PebbleOptions> = {}): Promise<Stage> {
  const directory = await createTempDir('faults');
  const provider = await startFakePowerDns();
  const pebble = await startPebble({ dnsServer: provider.dnsAddress, ...pebbleOptions });
  const proxy = await startAcmeProxy(pebble);

  function environment(configDir: string): Record<string, string> {
    return {
      LETSENCRYPT_SERVER: proxy.directoryUrl,
      LETSENCRYPT_CA_BUNDLE: proxy.caBundle,
      LETSENCRYPT_CONFIG_DIR: configDir,
      LEXICON_PROVIDER: 'powerdns',
      LEXICON_POWERDNS_PDNS_SERVER: provider.apiUrl,
      LEXICON_POWERDNS_AUTH_TOKEN: provider.apiKey,
      DNS_RESOLVERS: provider.dnsAddress,
      LETSENCRYPT_DNS_TEST_AUTHORITATIVE: provider.dnsAddress,
      LEXICON_SLEEP_TIME: '5',
      CERTS_USER_OWNER: `${process.getuid?.() ?? 0}`,
      CERTS_GROUP_OWNER: `${process.getgid?.() ?? 0}`,
    };
  }

  return {
    pebble,
    proxy,
    provider,
    environment,
    async volume(name, from) {
      const path = join(directory.path, name);
      await rm(path, { recursive: true, force: true });
      if (from === undefined) await mkdir(path);
      else await cp(from, path, { recursive: true, verbatimSymlinks: true });
      return path;
    },
    run: (configDir, args, env = {}) =>
      runCli(args, { env: { ...environment(configDir), ...env }, timeoutMs: 120_000 }),
    async stop() {
      await proxy.stop();
      await pebble.stop();
      await provider.stop();
      await directory.remove();
    },
  };
}

export function writeDomains(configDir: string, text: string): Promise<void> {
  return writeFile(join(configDir, 'domains.conf'), `${text}\n`);
}

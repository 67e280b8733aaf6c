import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CliResult,
  createTempDir,
  type Pebble,
  type PebbleOptions,
  type PowerDns,
  type RunCliOptions,
  runCli,
  startPebble,
  startPowerDns,
} from '../lab/index.js';
import { type HostedOptions, hostedCli } from './command-host.js';

/** The four example lines of the seed image's README. */
export const exampleLines = [
  'smtp.example.com',
  'imap.example.com pop.example.com',
  'ldap.example.com',
  '*.example.com example.com',
].join('\n');

/** A configuration directory with a real CA and a real DNS server behind it. */
export interface Installation {
  readonly configDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly pebble: Pebble;
  run(args: readonly string[], options?: RunCliOptions): Promise<CliResult>;
  /** The same in the process that tests share. */
  hosted(args: readonly string[], options?: HostedOptions): Promise<CliResult>;
  writeDomains(text: string): Promise<void>;
  stop(): Promise<void>;
}

export interface InstallationOptions {
  readonly domains?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly pebble?: Partial<PebbleOptions>;
  /** One that runs already, for installations that come one after the other; who started it stops it. */
  readonly running?: Pebble;
}

/** Pebble that asks `dnsAddress`, and an environment for it; the provider's variables come with `env`. */
export async function createInstallation(dnsAddress: string, options: InstallationOptions = {}): Promise<Installation> {
  const directory = await createTempDir('config');
  const pebble = options.running ?? (await startPebble({ dnsServer: dnsAddress, ...options.pebble }));
  const env = {
    LETSENCRYPT_SERVER: pebble.directoryUrl,
    LETSENCRYPT_CA_BUNDLE: pebble.caBundle,
    LETSENCRYPT_CONFIG_DIR: directory.path,
    DNS_RESOLVERS: dnsAddress,
    LETSENCRYPT_DNS_TEST_AUTHORITATIVE: dnsAddress,
    LEXICON_SLEEP_TIME: '5',
    CERTS_USER_OWNER: `${process.getuid?.() ?? 0}`,
    CERTS_GROUP_OWNER: `${process.getgid?.() ?? 0}`,
    ...options.env,
  };
  const writeDomains = (text: string) => writeFile(join(directory.path, 'domains.conf'), text);
  await writeDomains(options.domains ?? exampleLines);
  return {
    configDir: directory.path,
    env,
    pebble,
    writeDomains,
    run: (args, runOptions = {}) => runCli(args, { ...runOptions, env: { ...env, ...runOptions.env } }),
    hosted: (args, hosted = {}) => hostedCli(args, { ...hosted, env: { ...env, ...hosted.env } }),
    async stop() {
      if (options.running === undefined) await pebble.stop();
      await directory.remove();
    },
  };
}

/** The variables that choose a PowerDNS server. */
export function powerDnsEnvironment({ apiUrl, apiKey }: PowerDns): Record<string, string> {
  return {
    LEXICON_PROVIDER: 'powerdns',
    LEXICON_POWERDNS_PDNS_SERVER: apiUrl,
    LEXICON_POWERDNS_AUTH_TOKEN: apiKey,
  };
}

/** PowerDNS with the zone of the example lines, and an installation that uses it. */
export async function createPowerDnsInstallation(
  options: InstallationOptions = {},
): Promise<Installation & { dns: PowerDns }> {
  const dns = await startPowerDns({ zones: ['example.com'] });
  const installation = await createInstallation(dns.dnsAddress, {
    ...options,
    env: { ...powerDnsEnvironment(dns), ...options.env },
  });
  return {
    ...installation,
    dns,
    async stop() {
      await installation.stop();
      await dns.stop();
    },
  };
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCsr, generatePrivateKey } from '../../core/acme/index.js';
import { runCommand } from '../lab/index.js';
import type { FloorTask } from './floor-client.js';
import { namesOf, type Stage, zone } from './stage.js';
import type { Subject } from './subject.js';

/** A command that obtains certificates on a stage. */
export interface Prepared {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** How many certificates there are in the end. */
  count(): Promise<number>;
}

export interface Contender {
  readonly name: string;
  readonly role: 'floor' | 'ours' | 'peer';
  /** It takes seconds for each certificate. */
  readonly isSlow: boolean;
  /** Everything that is not to be measured, such as an account. */
  prepare(stage: Stage, certificates: number): Promise<Prepared>;
}

/** One pass over all certificates, with the account registered in it. */
export function ours({ letsencryptDns }: Subject): Contender {
  return {
    name: 'letsencrypt-dns sync',
    role: 'ours',
    isSlow: false,
    async prepare({ pebble, dns, directory }, certificates) {
      const lines = indexes(certificates).map((index) => namesOf(index).join(' '));
      await writeFile(join(directory, 'domains.conf'), lines.join('\n'));
      const env = {
        HOME: directory,
        LETSENCRYPT_SERVER: pebble.directoryUrl,
        LETSENCRYPT_CA_BUNDLE: pebble.caBundle,
        LETSENCRYPT_CONFIG_DIR: directory,
        LEXICON_PROVIDER: 'powerdns',
        LEXICON_POWERDNS_PDNS_SERVER: dns.apiUrl,
        LEXICON_POWERDNS_AUTH_TOKEN: dns.apiKey,
        DNS_RESOLVERS: dns.dnsAddress,
        LETSENCRYPT_DNS_TEST_AUTHORITATIVE: dns.dnsAddress,
        CERTS_USER_OWNER: `${process.getuid?.() ?? 0}`,
        CERTS_GROUP_OWNER: `${process.getgid?.() ?? 0}`,
        LOG_LEVEL: 'warn',
      };
      const command = [process.execPath, letsencryptDns, 'sync'];
      return { command, env, count: () => countFiles(join(directory, 'live'), 'fullchain.pem') };
    },
  };
}

export const floor: Contender = {
  name: 'floor',
  role: 'floor',
  isSlow: false,
  async prepare({ pebble, dns, directory }, count) {
    const certificates = await Promise.all(
      indexes(count).map(async (index) => {
        const csr = await createCsr(namesOf(index), await generatePrivateKey('ecdsa'));
        return { domains: namesOf(index), csr: csr.toString('base64url') };
      }),
    );
    const task: FloorTask = {
      directoryUrl: pebble.directoryUrl,
      caBundle: pebble.caBundle,
      zoneUrl: `${dns.apiUrl}/api/v1/servers/localhost/zones/${zone}.`,
      apiKey: dns.apiKey,
      certificates,
    };
    const file = join(directory, 'task.json');
    await writeFile(file, JSON.stringify(task));
    const client = fileURLToPath(new URL('floor-client.js', import.meta.url));
    // It ends with an error unless it has them all.
    return { command: [process.execPath, client, file], env: {}, count: async () => count };
  },
};

/** One process of lego for each certificate, some at once, with an account that it has already. */
export function lego(atOnce: number, extra: readonly string[] = []): Contender {
  const how = atOnce === 1 ? 'one after another' : `${atOnce} at once`;
  return {
    name: ['lego', how, ...extra].join(', '),
    role: 'peer',
    isSlow: atOnce === 1,
    async prepare({ pebble, dns, directory }, certificates) {
      const env = {
        HOME: directory,
        LEGO_CA_CERTIFICATES: pebble.caBundle,
        PDNS_API_URL: dns.apiUrl,
        PDNS_API_KEY: dns.apiKey,
        PDNS_POLLING_INTERVAL: '1',
      };
      const account = ['--server', pebble.directoryUrl, '--email', 'bench@example.com', '--accept-tos'];
      const challenge = ['--dns', 'pdns', '--dns.resolvers', dns.dnsAddress, '--dns.disable-cp'];
      const base = ['lego', ...account, '--path', directory, ...challenge, ...extra];
      await runCommand('lego', [...base.slice(1), '--domains', `account.${zone}`, 'run'], { env, timeoutMs: 120_000 });
      const jobs = indexes(certificates).map((index) =>
        namesOf(index)
          .flatMap((name) => ['--domains', name])
          .join(' '),
      );
      const file = join(directory, 'jobs');
      await writeFile(file, `${jobs.map((job) => `${job} run`).join('\n')}\n`);
      const command = ['xargs', '-a', file, '-P', `${atOnce}`, '-L', '1', ...base];
      return { command, env, count: async () => (await countFiles(join(directory, 'certificates'), '.key')) - 1 };
    },
  };
}

/** certbot with lexicon in its hooks and no sleep, one certificate after another, with an account that it has already. */
export const certbot: Contender = {
  name: 'certbot + lexicon, sleep 0',
  role: 'peer',
  isSlow: true,
  async prepare({ pebble, dns, directory }, certificates) {
    const env = {
      HOME: directory,
      REQUESTS_CA_BUNDLE: pebble.caBundle,
      LEXICON_POWERDNS_PDNS_SERVER: dns.apiUrl,
      LEXICON_POWERDNS_TOKEN: dns.apiKey,
      LEXICON_POWERDNS_AUTH_TOKEN: dns.apiKey,
    };
    const paths = ['--config-dir', directory, '--work-dir', directory, '--logs-dir', join(directory, 'logs')];
    const common = [...paths, '--server', pebble.directoryUrl, '--agree-tos', '--non-interactive'];
    const registration = ['register', '--register-unsafely-without-email', ...common];
    await runCommand('certbot', registration, { env, timeoutMs: 120_000 });
    const hook = (action: string) =>
      `lexicon powerdns ${action} ${zone} TXT --name _acme-challenge.$CERTBOT_DOMAIN --content $CERTBOT_VALIDATION`;
    const hooks = ['--manual-auth-hook', hook('create'), '--manual-cleanup-hook', hook('delete')];
    const base = ['certbot', 'certonly', '--manual', '--preferred-challenges', 'dns', ...hooks, ...common];
    const file = join(directory, 'jobs');
    const jobs = indexes(certificates).map((index) =>
      namesOf(index)
        .flatMap((name) => ['-d', name])
        .join(' '),
    );
    await writeFile(file, `${jobs.join('\n')}\n`);
    const command = ['xargs', '-a', file, '-L', '1', ...base];
    return { command, env, count: () => countFiles(join(directory, 'live'), 'fullchain.pem') };
  },
};

function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Files or links at any depth whose path ends so. */
async function countFiles(directory: string, end: string): Promise<number> {
  const { stdout } = await runCommand('find', [directory, '-name', `*${end}`], { accept: [0, 1] });
  return stdout.split('\n').filter((line) => line !== '').length;
}

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCsr } from '../../core/acme/csr.js';
import { generatePrivateKey } from '../../core/acme/keys.js';
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

export type ContenderId = 'floor' | 'ours' | 'ours-postgres' | 'lego-1' | 'lego-8' | 'lego-unlimited' | 'certbot';

export interface Contender {
  readonly id: ContenderId;
  readonly name: string;
  /** Certificates in work at the same time; left out, it decides that itself. */
  readonly atOnce?: number;
  /** It takes seconds for each certificate, whatever the servers do; others only where they wait for a validation. */
  readonly isSlow?: boolean;
  /** Everything that is not to be measured, such as an account. */
  prepare(stage: Stage, certificates: number): Promise<Prepared>;
}

/** The same with a store on PostgreSQL, whose server waits for its disk as usual. */
export function oursInPostgres(subject: Subject): Contender {
  const inFiles = ours(subject);
  return {
    id: 'ours-postgres',
    name: 'letsencrypt-dns sync, PostgreSQL',
    async prepare(stage, certificates) {
      const prepared = await inFiles.prepare(stage, certificates);
      const postgres = await stage.postgres();
      const store = {
        LETSENCRYPT_STORE: await postgres.createDatabase('bench'),
        LETSENCRYPT_STORE_KEY: randomBytes(32).toString('base64'),
      };
      return { ...prepared, env: { ...prepared.env, ...store } };
    },
  };
}

/** One pass over all certificates, with the account registered in it. */
export function ours({ letsencryptDns }: Subject): Contender {
  return {
    id: 'ours',
    name: 'letsencrypt-dns sync',
    async prepare({ pebble, directoryUrl, dns, directory }, certificates) {
      const lines = indexes(certificates).map((index) => namesOf(index).join(' '));
      await writeFile(join(directory, 'domains.conf'), lines.join('\n'));
      const env = {
        HOME: directory,
        LETSENCRYPT_SERVER: directoryUrl,
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
  id: 'floor',
  name: 'floor',
  async prepare({ pebble, directoryUrl, dns, directory }, count) {
    const certificates = await Promise.all(
      indexes(count).map(async (index) => {
        const csr = await createCsr(namesOf(index), await generatePrivateKey('ecdsa'));
        return { domains: namesOf(index), csr: csr.toString('base64url') };
      }),
    );
    const task: FloorTask = {
      directoryUrl,
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

/** From 0. */
export function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Files or links at any depth that are called so; the pattern is one of `find`. */
export async function countFiles(directory: string, pattern: string): Promise<number> {
  const { stdout } = await runCommand('find', [directory, '-name', pattern], { accept: [0, 1] });
  return stdout.split('\n').filter((line) => line !== '').length;
}

import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeFileAtomic } from '../disk/atomic-write.js';
import { type RehearsalCa, startRehearsalCa } from '../rehearsal/index.js';
import { Failure } from '../sdk/index.js';
import { freePort } from './free-port.js';

/** The four lines that the documentation has had from the start. */
export const exampleLines = [
  'smtp.example.com',
  'imap.example.com pop.example.com',
  'ldap.example.com',
  '*.example.com example.com',
];

/** A world of its own for the program: a folder, a certificate authority, and where DNS questions go. */
export interface Stage {
  readonly folder: string;
  readonly ca: RehearsalCa;
  /** `host:port` of the DNS server, which the program itself starts when it has something to prove. */
  readonly dnsAddress: string;
  /** All that the program sees of an environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the CA and removes the folder, unless it is to be kept. */
  close(): Promise<void>;
}

export interface StageOptions {
  /** Where to leave everything; a temporary folder that goes at the end unless told. */
  readonly keep?: string | undefined;
  /** Milliseconds that the CA takes to validate. */
  readonly validationMs: number;
  readonly signal: AbortSignal;
}

/** File in the folder that the hook writes to. */
export const hookLog = 'deploy-hook.log';

/** Root certificate of the rehearsal CA, in the folder. */
export const rootFile = 'rehearsal-root.pem';

/** The folder of the hook's own lineage is known to it, so that no path needs quoting. */
const hook = `printf '%s: %s\\n' "$(basename "$RENEWED_LINEAGE")" "$RENEWED_DOMAINS" >> "$RENEWED_LINEAGE/../../${hookLog}"`;

/** @throws Failure CONFIG where the folder to keep is not empty, or no port is free; STORE; ABORTED */
export async function setStage({ keep, validationMs, signal }: StageOptions): Promise<Stage> {
  const folder = keep === undefined ? await mkdtemp(join(tmpdir(), 'letsencrypt-dns-demo-')) : await emptyFolder(keep);
  const dnsAddress = `127.0.0.1:${await freePort()}`;
  const ca = await startRehearsalCa({
    resolver: dnsAddress,
    faults: { validationDelayMs: validationMs },
    // The demo forces a renewal in the same minute.
    renewalRetryAfterSeconds: 1,
    signal,
  });

  async function close(): Promise<void> {
    await ca.close();
    if (keep === undefined) await rm(folder, { recursive: true, force: true });
  }

  try {
    const caBundle = join(folder, 'rehearsal-https-root.pem');
    await writeFileAtomic(caBundle, ca.caPem);
    await writeFileAtomic(join(folder, rootFile), ca.rootPem);
    await writeFileAtomic(join(folder, 'domains.conf'), `${exampleLines.join('\n')}\n`);
    return { folder, ca, dnsAddress, env: environment(folder, ca.directoryUrl, caBundle, dnsAddress), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a user would set, and what tells the program that no name server but its own counts here. */
function environment(folder: string, server: string, caBundle: string, dnsAddress: string): Record<string, string> {
  return {
    LETSENCRYPT_CONFIG_DIR: folder,
    LETSENCRYPT_SERVER: server,
    LETSENCRYPT_CA_BUNDLE: caBundle,
    LEXICON_PROVIDER: 'standalone',
    LEXICON_STANDALONE_SERVER_NAME: 'acme-dns.example.com',
    LEXICON_STANDALONE_LISTEN: dnsAddress,
    LEXICON_SLEEP_TIME: '5',
    DNS_RESOLVERS: dnsAddress,
    LETSENCRYPT_DNS_TEST_AUTHORITATIVE: dnsAddress,
    PFX_EXPORT: 'true',
    DEPLOY_HOOK: hook,
  };
}

async function emptyFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length === 0) {
      await chmod(folder, 0o700);
      return folder;
    }
  } catch (error) {
    throw new Failure('CONFIG', `the folder cannot be used: ${(error as Error).message}`, {
      place: folder,
      cause: error,
    });
  }
  throw new Failure('CONFIG', 'the folder for the demo is not empty', {
    place: folder,
    hint: 'Name a new folder: the CA of an earlier demo is gone, and its certificates cannot be renewed',
  });
}

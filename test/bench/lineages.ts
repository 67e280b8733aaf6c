import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateMemory } from '../../core/issuance/memory/memory.js';
import { createMemoryStore } from '../../core/issuance/memory/memory-store.js';
import { plainFingerprint } from '../../core/issuance/steps/issued-certificate.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { createFileStore, type FileStore } from '../../core/store/file-store.js';
import { fileKinds, type Layout } from '../../core/store/layout.js';
import { createLeafAuthority, type Leaf } from './leaf-certificates.js';
import { zone } from './stage.js';

/** Nothing listens there: a request would be an error. */
export const deadServer = 'https://127.0.0.1:1/directory';

const hour = 3600 * 1000;
const day = 24 * hour;

export interface LineageOptions {
  /** The directory URL of their CA; one where nobody listens unless told. */
  readonly server?: string;
  /** So many of them, the first ones, are due, as their CA has told before. */
  readonly due?: number;
}

/**
 * Fills an empty configuration directory with certificates of two names each, none of which is due unless told, and `domains.conf`
 * for them: as this program would have left it, but not durably, and therefore quickly. The first is saved by the store
 * itself, the others are copies of its files under other names.
 */
export async function writeLineages(
  directory: string,
  count: number,
  { server = deadServer, due = 0 }: LineageOptions = {},
): Promise<void> {
  const labels = labelsOf(count);
  await writeDomains(directory, labels);
  const [first] = labels;
  if (first === undefined) return;
  const authority = await createLeafAuthority(first, namesOf(first));
  const store = createFileStore({ configDir: directory, log: silentLogger });
  const pem = { chain: authority.chainPem, privkey: authority.keyPem };
  const renewal = { server, account: 'bench', keyType: 'ecdsa256' };
  const leaves = labels.map((label) => ({ name: nameOf(label), leaf: authority.issue(label) }));
  await store.save({ name: nameOf(first), pem: { ...pem, cert: leaves[0]?.leaf.pem ?? '' }, renewal });
  const copy = copier(store.layout, nameOf(first), pem.chain);
  for (const { name, leaf } of leaves) if (name !== nameOf(first)) copy(name, leaf.pem);
  await remember(store, leaves, due);
}

/** Writes another lineage as the store wrote the model; without promises, which would take three times as long. */
function copier(
  { archivePaths, archiveDirectory, liveDirectory, livePaths, linkTarget, renewalConf }: Layout,
  model: string,
  chain: string,
) {
  const conf = readFileSync(renewalConf(model), 'utf8');
  const readme = readFileSync(join(liveDirectory(model), 'README'));
  const key = readFileSync(archivePaths(model, 1).privkey);
  return (name: string, cert: string) => {
    mkdirSync(archiveDirectory(name), { mode: 0o755 });
    mkdirSync(liveDirectory(name), { mode: 0o755 });
    const files = { cert, chain, fullchain: cert + chain, privkey: key };
    for (const kind of fileKinds) {
      writeFileSync(archivePaths(name, 1)[kind], files[kind], { mode: kind === 'privkey' ? 0o600 : 0o644 });
      symlinkSync(linkTarget(name, kind, 1), livePaths(name)[kind]);
    }
    writeFileSync(join(liveDirectory(name), 'README'), readme);
    writeFileSync(renewalConf(name), conf.replaceAll(model, name));
  };
}

/** The CA has told when it wants each of them renewed, so that nobody has to ask. */
async function remember(store: FileStore, leaves: readonly { name: string; leaf: Leaf }[], due: number): Promise<void> {
  const now = Date.now();
  const memories = createMemoryStore(store);
  const writes = leaves.map(({ name, leaf }, index) => {
    const renewAt = index < due ? now - day : now + 60 * day;
    return memories.update(name, () => memoryOf(leaf, now, renewAt));
  });
  await Promise.all(writes);
}

/** As after an issue an hour ago, with what the CA says of its renewal. All moments are milliseconds since the epoch. */
export function memoryOf({ fingerprint }: Leaf, now: number, renewAt: number): CertificateMemory {
  return {
    lastSuccessAt: now - hour,
    renewal: {
      fingerprint: plainFingerprint(fingerprint),
      windowStart: renewAt - day,
      windowEnd: renewAt + day,
      renewAt,
      askAgainAt: now + 6 * hour,
    },
  };
}

export function labelsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `c${index.toString().padStart(6, '0')}`);
}

export async function writeDomains(directory: string, labels: readonly string[]): Promise<void> {
  await writeFile(join(directory, 'domains.conf'), labels.map((label) => `${namesOf(label).join(' ')}\n`).join(''));
}

export function namesOf(label: string): [string, string] {
  return [nameOf(label), `www.${nameOf(label)}`];
}

export function nameOf(label: string): string {
  return `${label}.${zone}`;
}

/** The settings under which there is nothing to do for them. */
export function environmentFor(directory: string): Record<string, string> {
  return {
    HOME: directory,
    LETSENCRYPT_CONFIG_DIR: directory,
    LETSENCRYPT_SERVER: deadServer,
    LEXICON_PROVIDER: 'powerdns',
    LEXICON_POWERDNS_PDNS_SERVER: 'http://127.0.0.1:1',
    LEXICON_POWERDNS_AUTH_TOKEN: 'bench',
    CERTS_USER_OWNER: `${process.getuid?.() ?? 0}`,
    CERTS_GROUP_OWNER: `${process.getgid?.() ?? 0}`,
  };
}

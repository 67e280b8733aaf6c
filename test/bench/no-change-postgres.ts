import { randomBytes } from 'node:crypto';
import { createMemoryStore } from '../../core/issuance/memory/memory-store.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { createFileStore } from '../../core/store/file-store.js';
import { directorySide, sharedSide } from '../../core/store/move.js';
import { createPostgresStore } from '../../core/store/postgres/postgres-store.js';
import { createTempDir, startPostgres } from '../lab/index.js';
import { inTurns, type Sample } from './in-turns.js';
import { createLeafAuthority } from './leaf-certificates.js';
import { labelsOf, memoryOf, nameOf, namesOf, writeDomains, writeLineages } from './lineages.js';
import { beyondNone, type NoChangeResult, sync } from './no-change.js';
import type { BenchOptions } from './options.js';
import type { Subject } from './subject.js';

const day = 24 * 3600 * 1000;
/** Writes that wait at the same time share a commit. */
const atOnce = 64;
const mostRepeats = 3;

/** As `measureNoChange`, over PostgreSQL, for an instance that wants no files on its host: what the leader does beside publishing. */
export async function measureNoChangePostgres(
  subject: Subject,
  { mostLineages, repeats }: BenchOptions,
): Promise<NoChangeResult[]> {
  const postgres = await startPostgres({ settings: { fsync: 'off' } });
  const directories = await Promise.all([createTempDir('bench-none'), createTempDir('bench-rows')]);
  try {
    const key = randomBytes(32);
    const stages = [];
    const firsts: Sample[] = [];
    for (const [index, { path }] of directories.entries()) {
      const lineages = index === 0 ? 0 : mostLineages;
      const url = await postgres.createDatabase(`bench${index}`);
      await writeDomains(path, labelsOf(lineages));
      await fill(url, key, path, lineages);
      const env = {
        ...{ LETSENCRYPT_STORE: url, LETSENCRYPT_STORE_KEY: key.toString('base64') },
        ...{ LETSENCRYPT_DELIVER: 'nowhere.example.com', LOG_LEVEL: 'warn' },
      };
      stages.push({ lineages, path, env });
      firsts.push(await sync(subject, path, lineages, env));
    }
    const turns = { repeats: Math.min(repeats, mostRepeats), warmUp: true };
    return beyondNone(
      await inTurns(stages, turns, ({ lineages, path, env }) => sync(subject, path, lineages, env)),
      firsts,
    );
  } finally {
    await Promise.all(directories.map((directory) => directory.remove()));
    await postgres.stop();
  }
}

/** Certificates of two names each, none of which is due, with what is remembered of them. */
async function fill(url: string, key: Buffer, configDir: string, count: number): Promise<void> {
  const labels = labelsOf(count);
  const [first] = labels;
  if (first === undefined) return;
  const authority = await createLeafAuthority(first, namesOf(first));
  const renewal = await renewalOfModel(nameOf(first));
  const store = createPostgresStore({ url, key, configDir, log: silentLogger, wants: () => false });
  try {
    const lease = await store.lease('directory', { command: 'bench', wait: 1000 });
    const { put } = sharedSide(store);
    const memories = createMemoryStore(store);
    const now = Date.now();
    const waiting = labels.values();
    const work = async () => {
      for (const label of waiting) {
        const [name, leaf] = [nameOf(label), authority.issue(label)];
        const { chainPem: chain, keyPem: privkey } = authority;
        const text = renewal.replaceAll(nameOf(first), name);
        await put({ name, version: 1, cert: leaf.pem, chain, privkey, renewal: text });
        await memories.update(name, () => memoryOf(leaf, now, now + 60 * day));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    await lease.release();
  } finally {
    await store.close();
  }
}

/** The renewal configuration of a lineage that the store in files has written. */
async function renewalOfModel(name: string): Promise<string> {
  const directory = await createTempDir('bench-model');
  try {
    await writeLineages(directory.path, 1);
    const store = createFileStore({ configDir: directory.path, log: silentLogger });
    return (await directorySide(store).whole(name))?.renewal ?? '';
  } finally {
    await directory.remove();
  }
}

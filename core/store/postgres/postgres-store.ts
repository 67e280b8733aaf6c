import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { describeFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { createFileStore } from '../file-store.js';
import { type Lease, leaseOfFacts } from '../lease.js';
import type { CertificateStore } from '../store.js';
import { serverAddresses } from './address.js';
import { adoptDirectory } from './adopt-directory.js';
import { createAnnouncements } from './announce.js';
import { createDatabase, type Query } from './database.js';
import { createDoorCalls } from './door-calls.js';
import { createDueRows } from './due-rows.js';
import { createFactRows } from './fact-rows.js';
import { createHostPublication, publishedIn } from './host-publication.js';
import { createInstances } from './instances.js';
import { createLeases, type LeaseTimes } from './leases.js';
import { createLineageRows } from './lineage-rows.js';
import { createAccounts, createJournalRows, createStateRows } from './other-rows.js';
import { reseal } from './reseal.js';
import { createRowChanges } from './row-changes.js';
import { createSealer } from './sealing.js';
import { createSession, type Fence, type FencedResource, type Session } from './session.js';

export interface PostgresStoreOptions {
  readonly url: string;
  /** For the connection that listens. */
  readonly directUrl?: string | undefined;
  /** 32 bytes. */
  readonly key: Buffer;
  readonly oldKey?: Buffer | undefined;
  /** Where this host has its files. */
  readonly configDir: string;
  /** Whether a lineage is wanted on this host. */
  readonly wants?: (name: string) => boolean;
  readonly log: Logger;
  readonly times?: LeaseTimes;
}

/** The store of several instances: see docs/scale.md. Connects at its first use. */
export function createPostgresStore(options: PostgresStoreOptions): CertificateStore {
  const { url, directUrl, key, oldKey, configDir, wants = () => true, log } = options;
  const local = createFileStore({ configDir, log });
  const database = createDatabase({ url, directUrl, log });
  const sealer = createSealer(key, oldKey);
  const session = createSession(database, sealer);
  const { announce, listen } = createAnnouncements(database, randomUUID());
  const leases = createLeases(session, log, announce, options.times);
  const { whole, importLineage, removed, versions, ...rows } = createLineageRows(session, sealer, announce);
  const instance = instanceId(configDir);

  /** Of no consequence but for `store status`: a failure must not keep files from being written. */
  async function note(work: (query: Query) => Promise<unknown>): Promise<void> {
    try {
      await session.transaction(work);
    } catch (error) {
      log.debug({ reason: describeFailure(error) }, 'the store was not told what this host has');
    }
  }

  const place = serverAddresses(url, 'LETSENCRYPT_STORE')
    .map(({ shown }) => shown)
    .join(',');

  const store: CertificateStore = {
    ...rows,
    accounts: createAccounts(session, sealer),
    journal: createJournalRows(session, sealer, log),
    state: createStateRows(session, sealer),
    facts: (name, parse) => createFactRows(session, { sealer, log }, name, parse, leaseOfFacts(name)),
    async lease(resource, request) {
      const { lease, fence } = await leases.take(resource, request);
      if (resource === 'doors') return carried(session, 'doors', lease, fence);
      if (resource !== 'directory') return lease;
      // Whoever works on the store writes the files of this host, too.
      let files: Lease;
      try {
        files = await local.lease('directory', request);
      } catch (error) {
        await lease.release();
        throw error;
      }
      return carried(session, 'directory', lease, fence, files);
    },
    holder: () => leases.holder('directory'),
    async recover(signal) {
      if (sealer.oldKeyId !== undefined) await reseal(session, sealer, log, signal);
      return local.recover(signal);
    },
    settle: (signal) => local.settle(signal),
    changes: createRowChanges(session, local.changes),
    due: createDueRows(session, sealer),
    shared: {
      calls: createDoorCalls(session, sealer, announce, listen, log),
      stamp: (text) => sealer.stamp(['text'], text),
      isStamped: (text, stamp) => sealer.isStamped(['text'], text, stamp),
      ...createInstances(session, { id: instance, directory: configDir, published: () => publishedIn(local).all() }),
      listen,
      versions,
      whole,
      importLineage,
      adoptDirectory: (wanted, present, signal) =>
        adoptDirectory({ local, store, place, log }, wanted, present, signal),
      leader: () => leases.holder('leader'),
      place,
    },
    rest: () => local.rest(),
    close: () => database.close(),
    publication: createHostPublication({
      local,
      whole,
      wants,
      removed,
      log,
      onPublished: (name, version) =>
        note((query) =>
          version === undefined
            ? query('DELETE FROM ledns_published WHERE instance = $1 AND name = $2', [instance, name])
            : query(
                `INSERT INTO ledns_published (instance, name, version) VALUES ($1, $2, $3)
                 ON CONFLICT (instance, name) DO UPDATE SET version = excluded.version, published_at = clock_timestamp()`,
                [instance, name, version],
              ),
        ),
    }),
  };
  return store;
}

/** Writes carry its number for as long as it is held. @param files given back with it */
function carried(session: Session, resource: FencedResource, lease: Lease, fence: Fence, files?: Lease): Lease {
  session.carry(resource, fence);
  return {
    lost: lease.lost,
    async release() {
      session.carry(resource, undefined);
      await files?.release();
      await lease.release();
    },
  };
}

/** One for each configuration directory of each host. */
export function instanceId(configDir: string): string {
  return createHash('sha256').update(`${hostname()} ${configDir}`).digest('hex').slice(0, 16);
}

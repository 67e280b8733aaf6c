import { Failure, isFailure } from '../../sdk/failure.js';
import type { Database, Query } from './database.js';
import { migrations, versionTable } from './migrations.js';
import type { Sealer } from './sealing.js';

/** The lease that a process has: its number is higher than that of whoever had it before. */
export interface Fence {
  readonly resource: string;
  readonly number: string;
  readonly token: string;
  /** Told when the store says that somebody else has it, or nobody. */
  onLost(): void;
}

/** Leases under whose numbers the store is written. */
export type FencedResource = 'directory' | 'doors';

/** A database whose tables and key have been looked at. */
export interface Session {
  read<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /**
   * Under a lease only, that of `directory` unless told: refused once another process has it.
   * @throws Failure LOCKED, STORE
   */
  write<T>(work: (query: Query, fence: Fence) => Promise<T>, under?: FencedResource): Promise<T>;
  /** What needs no lease: leases themselves, and what instances say of themselves. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** The lease that writes carry from now on; undefined: none. */
  carry(resource: FencedResource, fence: Fence | undefined): void;
}

/** For people who meet it in pg_locks; two that start at once must not both create the tables. */
const schemaLock = 5_341_001;

export function createSession(database: Database, sealer: Sealer): Session {
  let preparing: Promise<void> | undefined;
  const held = new Map<FencedResource, Fence>();
  /** One write after the other: what one sees and leaves behind, no other changes in between. */
  let line: Promise<unknown> = Promise.resolve();

  function inLine<T>(work: () => Promise<T>): Promise<T> {
    const mine = line.then(work, work);
    line = mine.catch(() => undefined);
    return mine;
  }

  function prepare(): Promise<void> {
    preparing ??= prepareStore(database, sealer).catch((error: unknown) => {
      preparing = undefined;
      throw error;
    });
    return preparing;
  }

  return {
    async read(work) {
      await prepare();
      return database.read(work);
    },
    async transaction(work) {
      await prepare();
      return database.transaction(work);
    },
    async write(work, under = 'directory') {
      await prepare();
      const fence = held.get(under);
      if (fence === undefined) throw lostLease();
      try {
        return await inLine(() =>
          database.transaction(async (query) => {
            await assertHeld(query, fence);
            return work(query, fence);
          }),
        );
      } catch (error) {
        if (isFailure(error, 'LOCKED')) fence.onLost();
        throw error;
      }
    },
    carry(resource, fence) {
      if (fence === undefined) held.delete(resource);
      else held.set(resource, fence);
    },
  };
}

/** The row stays locked until the transaction ends: nobody takes the lease over between this look and the commit. */
async function assertHeld(query: Query, { resource, number, token }: Fence): Promise<void> {
  const rows = await query(
    `SELECT 1 FROM ledns_lease WHERE resource = $1 AND number = $2 AND token = $3 AND expires_at > clock_timestamp() FOR UPDATE`,
    [resource, number, token],
  );
  if (rows.length === 0) throw lostLease();
}

function lostLease(): Failure {
  return new Failure('LOCKED', 'the lease on the store is not held by this process any more: nothing was written', {
    hint: 'Another instance goes on with the work',
  });
}

async function prepareStore(database: Database, sealer: Sealer): Promise<void> {
  if ((await schemaVersion(database)) !== migrations.length) await migrate(database);
  await checkKey(database, sealer);
}

async function schemaVersion(database: Database): Promise<number> {
  return database.read(async (query) => {
    const [there] = await query(`SELECT to_regclass('ledns_schema') IS NOT NULL AS there`);
    return there?.there === true ? readVersion(query) : 0;
  });
}

async function readVersion(query: Query): Promise<number> {
  const [row] = await query('SELECT max(version) AS version FROM ledns_schema');
  const version = Number(row?.version ?? 0);
  if (version > migrations.length) {
    throw new Failure(
      'CONFIG',
      `the store has the schema ${version} of a newer version of this program, which knows ${migrations.length}`,
      {
        place: 'LETSENCRYPT_STORE',
        hint: 'Run the newer version on every host',
      },
    );
  }
  return version;
}

async function migrate(database: Database): Promise<void> {
  try {
    await database.transaction(async (query) => {
      await query('SELECT pg_advisory_xact_lock($1)', [schemaLock]);
      await query(versionTable);
      const before = await readVersion(query);
      for (const sql of migrations.slice(before)) await query(sql);
      if (before === migrations.length) return;
      await query('DELETE FROM ledns_schema');
      await query('INSERT INTO ledns_schema (version) VALUES ($1)', [migrations.length]);
    });
  } catch (error) {
    if (!isFailure(error) || error.serviceCode !== '42501') throw error;
    throw new Failure(
      'STORE',
      'the tables of the store are missing or of an older version, and the role may not make them',
      {
        place: error.place ?? 'LETSENCRYPT_STORE',
        hint: 'Let a role that may create tables run what letsencrypt-dns store schema prints',
        retryable: false,
      },
    );
  }
}

/** Nothing is read and nothing written with a key that the store was not made with. */
async function checkKey(database: Database, { keyId, oldKeyId }: Sealer): Promise<void> {
  const known = () =>
    database.read(async (query) => (await query('SELECT key_id FROM ledns_store WHERE id = 1'))[0]?.key_id);
  let found = await known();
  if (found === undefined) {
    await database.transaction((query) =>
      query('INSERT INTO ledns_store (id, key_id) VALUES (1, $1) ON CONFLICT (id) DO NOTHING', [keyId]),
    );
    found = await known();
  }
  if (found === keyId) return;
  if (found === oldKeyId) {
    await database.transaction((query) =>
      query('UPDATE ledns_store SET key_id = $1 WHERE id = 1 AND key_id = $2', [keyId, oldKeyId]),
    );
    return;
  }
  throw new Failure(
    'CONFIG',
    'the store was made with another key than LETSENCRYPT_STORE_KEY: nothing is read or written',
    {
      place: 'LETSENCRYPT_STORE_KEY',
      hint: 'Set the key that the store was made with; to change it, set that one as LETSENCRYPT_STORE_KEY_OLD',
    },
  );
}

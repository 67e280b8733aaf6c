import { Failure, isFailure } from '../../sdk/failure.js';
import type { Database, Query } from './database.js';
import { boundForm, migrations, versionTable } from './migrations.js';
import type { Sealer } from './sealing.js';

/** For people who meet it in pg_locks; two that start at once must not both create the tables. */
const schemaLock = 5_341_001;

/** Makes the tables what this version knows, and looks at the key. @throws Failure CONFIG, STORE */
export async function prepareStore(database: Database, sealer: Sealer): Promise<void> {
  await prepareTables(database);
  await checkKey(database, sealer);
  await checkForm(database);
}

export async function prepareTables(database: Database): Promise<void> {
  if ((await schemaVersion(database)) !== migrations.length) await migrate(database);
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
export async function checkKey(database: Database, { keyId, oldKeyId }: Sealer): Promise<void> {
  const known = () =>
    database.read(async (query) => (await query('SELECT key_id FROM ledns_store WHERE id = 1'))[0]?.key_id);
  let found = await known();
  if (found === undefined) {
    await database.transaction((query) =>
      query('INSERT INTO ledns_store (id, key_id, form) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING', [
        keyId,
        boundForm,
      ]),
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

const emptySql = `SELECT NOT EXISTS (SELECT FROM ledns_lineage) AND NOT EXISTS (SELECT FROM ledns_account)
  AND NOT EXISTS (SELECT FROM ledns_fact) AS empty`;

/**
 * Rows of before are bound to the key by nobody but who vouches for them: else it would be enough to say that a store is
 * of that kind.
 */
async function checkForm(database: Database): Promise<void> {
  const isBound = await database.read(async (query) => {
    const [row] = await query('SELECT form FROM ledns_store WHERE id = 1');
    return Number(row?.form) >= boundForm || (await query(emptySql))[0]?.empty === true;
  });
  if (isBound) return;
  throw new Failure(
    'CONFIG',
    'the store is of an earlier version of this program, and not all of it is bound to the key',
    {
      place: 'LETSENCRYPT_STORE',
      hint: 'Stop all instances, then run letsencrypt-dns store upgrade once; where you have not just put a newer version in place, look who else writes to the database',
    },
  );
}

import { describeFailure, Failure, isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { createDatabase, type Database, type DatabaseOptions, type Query, type Row } from './database.js';
import { factSubject } from './fact-rows.js';
import { stampFacts } from './lineage-facts.js';
import { boundForm } from './migrations.js';
import { bindAccount } from './other-rows.js';
import { checkKey, prepareTables } from './prepare.js';
import { openLineage, sealRemoval, toRecord } from './sealed-lineage.js';
import { createSealer, type Sealer } from './sealing.js';

export interface UpgradeOptions extends DatabaseOptions {
  /** 32 bytes. */
  readonly key: Buffer;
  readonly oldKey?: Buffer | undefined;
}

const batch = 200;

/**
 * Binds to the key what a store of an earlier version holds, as it is now; whoever calls it vouches for that. All of it or
 * nothing. Returns how many rows were bound. @throws Failure LOCKED while an instance works on it
 */
export async function upgradeStore({ key, oldKey, ...options }: UpgradeOptions): Promise<number> {
  const database = createDatabase(options);
  const sealer = createSealer(key, oldKey);
  try {
    await prepareTables(database);
    await checkKey(database, sealer);
    return await bindStore(database, sealer, options.log);
  } finally {
    await database.close();
  }
}

/** What `upgradeStore` does with tables that are there and a key that fits. */
export function bindStore(database: Pick<Database, 'transaction'>, sealer: Sealer, log: Logger): Promise<number> {
  return database.transaction(async (query) => {
    const [store] = await query('SELECT form FROM ledns_store WHERE id = 1 FOR UPDATE');
    if (Number(store?.form) >= boundForm) return 0;
    await assertNobodyWorks(query);
    const count = await bindAll(query, sealer, log);
    await query('UPDATE ledns_store SET form = $1 WHERE id = 1', [boundForm]);
    return count;
  });
}

async function assertNobodyWorks(query: Query): Promise<void> {
  const [row] = await query(
    'SELECT command, host, pid FROM ledns_lease WHERE token IS NOT NULL AND expires_at > clock_timestamp() LIMIT 1',
  );
  if (row === undefined) return;
  throw new Failure('LOCKED', `the store is in use by "${row.command}" (pid ${row.pid} on ${row.host})`, {
    hint: 'Stop all instances first: one of the version before would go on without',
  });
}

async function bindAll(query: Query, sealer: Sealer, log: Logger): Promise<number> {
  let count = 0;

  /** One that cannot be bound stays as it is, and is refused wherever it is wanted. */
  async function each(rows: readonly Row[], bind: (row: Row) => Promise<unknown>): Promise<void> {
    for (const row of rows) {
      try {
        await bind(row);
        count += 1;
      } catch (error) {
        if (!isFailure(error, 'LINEAGE', 'CONFIG')) throw error;
        log.error({ event: 'store.foreign', reason: describeFailure(error) }, 'not bound to the key');
      }
    }
  }

  for (let last: unknown = ''; last !== undefined; ) {
    const rows: readonly Row[] = await query(
      `SELECT name, version, cert, chain, sealed_key, renewal FROM ledns_lineage WHERE name > $1 ORDER BY name LIMIT ${batch}`,
      [last],
    );
    await each(rows, async (row) => {
      const record = toRecord(row);
      openLineage(sealer, record, row.sealed_key as Buffer);
      const { facts, stamp } = stampFacts(sealer, record);
      await query('UPDATE ledns_lineage SET facts = $2, stamp = $3 WHERE name = $1', [record.name, facts, stamp]);
    });
    last = rows.length < batch ? undefined : rows.at(-1)?.name;
  }
  await each(await query('SELECT * FROM ledns_account'), (row) => bindAccount(query, sealer, row));
  await each(await query('SELECT kind, key, value FROM ledns_fact'), ({ kind, key, value }) =>
    query('UPDATE ledns_fact SET stamp = $3 WHERE kind = $1 AND key = $2', [
      kind,
      key,
      sealer.stamp(factSubject(String(kind), String(key)), String(value)),
    ]),
  );
  await each(await query(`SELECT name, version FROM ledns_lineage_version WHERE cert = ''`), ({ name, version }) =>
    query('UPDATE ledns_lineage_version SET sealed_key = $3 WHERE name = $1 AND version = $2', [
      name,
      version,
      sealRemoval(sealer, String(name), Number(version)),
    ]),
  );
  return count;
}

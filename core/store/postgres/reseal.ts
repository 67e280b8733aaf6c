import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import type { Row } from './database.js';
import { factSubject } from './fact-rows.js';
import { factsSubject } from './lineage-facts.js';
import { removalSubject } from './sealed-lineage.js';
import { type Sealer, tampered } from './sealing.js';
import type { Session } from './session.js';

interface BoundColumn {
  readonly table: string;
  readonly column: string;
  readonly keys: readonly string[];
  /** Which of its rows; left out, all. */
  readonly where?: string;
  /** What is bound to it. */
  readonly subject: (...keys: string[]) => readonly string[];
  /** The column whose text is stamped, or an empty text; left out, it is sealed. */
  readonly stamps?: string;
}

const lineage = { keys: ['name', 'version'], subject: (...keys: string[]) => ['lineage', ...keys] };
const columns: readonly BoundColumn[] = [
  { ...lineage, table: 'ledns_lineage', column: 'sealed_key' },
  {
    ...lineage,
    table: 'ledns_lineage',
    column: 'stamp',
    stamps: 'facts',
    subject: (name = '', version) => factsSubject(name, Number(version)),
  },
  { ...lineage, table: 'ledns_lineage_version', column: 'sealed_key', where: `cert <> ''` },
  {
    ...lineage,
    table: 'ledns_lineage_version',
    column: 'sealed_key',
    where: `cert = ''`,
    stamps: `''`,
    subject: (name = '', version) => removalSubject(name, Number(version)),
  },
  {
    table: 'ledns_account',
    column: 'sealed_key',
    keys: ['server_path', 'id'],
    subject: (...keys) => ['account', ...keys],
  },
  { table: 'ledns_journal', column: 'sealed_entry', keys: ['id'], subject: (id = '') => ['journal', id] },
  { table: 'ledns_state', column: 'sealed_value', keys: ['key'], subject: (key = '') => ['state', key] },
  {
    table: 'ledns_fact',
    column: 'stamp',
    keys: ['kind', 'key'],
    stamps: 'value',
    subject: (kind = '', key = '') => factSubject(kind, key),
  },
];

const batch = 200;

/** Seals and stamps anew what is so with the old key, some rows in each transaction. For the holder of the lease. */
export async function reseal(session: Session, sealer: Sealer, log: Logger, signal?: AbortSignal): Promise<void> {
  let count = 0;
  for (const each of columns) {
    // What somebody else put there stays as it is, and is passed over.
    for (let passed = 0; ; ) {
      signal?.throwIfAborted();
      const { done, foreign } = await resealSome(session, sealer, log, each, passed);
      count += done;
      passed += foreign;
      if (done + foreign < batch) break;
    }
  }
  if (count > 0) log.info({ event: 'store.resealed', count }, 'sealed with the new key of the store');
}

async function resealSome(session: Session, sealer: Sealer, log: Logger, bound: BoundColumn, passed: number) {
  const { table, column, keys, where = 'true', stamps = `''` } = bound;
  return session.write(async (query) => {
    const rows = await query(
      `SELECT ${keys.join(', ')}, ${column} AS sealed, ${stamps} AS text FROM ${table}
       WHERE ${where} AND length(${column}) > 0 AND substr(${column}, 2, 8) <> decode($1, 'hex')
       ORDER BY ${keys.join(', ')} LIMIT ${batch} OFFSET ${passed} FOR UPDATE`,
      [sealer.keyId],
    );
    const matches = keys.map((key, index) => `${key} = $${index + 2}`).join(' AND ');
    let done = 0;
    for (const row of rows) {
      try {
        const sealed = resealed(sealer, bound, row);
        await query(`UPDATE ${table} SET ${column} = $1 WHERE ${matches}`, [sealed, ...keys.map((key) => row[key])]);
        done += 1;
      } catch (error) {
        if (!isFailure(error, 'LINEAGE', 'CONFIG')) throw error;
        log.error({ event: 'store.foreign', table, reason: describeFailure(error) }, 'not sealed with the new key');
      }
    }
    return { done, foreign: rows.length - done };
  });
}

function resealed(sealer: Sealer, { keys, subject, stamps }: BoundColumn, row: Row): Buffer {
  const about = subject(...keys.map((key) => String(row[key])));
  const sealed = row.sealed as Buffer;
  if (stamps === undefined) return sealer.seal(about, sealer.open(about, sealed));
  const text = String(row.text);
  if (!sealer.isStamped(about, text, sealed)) throw tampered(about);
  return sealer.stamp(about, text);
}

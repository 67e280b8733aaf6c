import type { Logger } from '../../sdk/logger.js';
import type { Sealer } from './sealing.js';
import type { Session } from './session.js';

interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly keys: readonly string[];
  /** The first word of what is bound to it. */
  readonly kind: string;
}

const sealedColumns: readonly SealedColumn[] = [
  { table: 'ledns_lineage', column: 'sealed_key', keys: ['name', 'version'], kind: 'lineage' },
  { table: 'ledns_lineage_version', column: 'sealed_key', keys: ['name', 'version'], kind: 'lineage' },
  { table: 'ledns_account', column: 'sealed_key', keys: ['server_path', 'id'], kind: 'account' },
  { table: 'ledns_journal', column: 'sealed_entry', keys: ['id'], kind: 'journal' },
  { table: 'ledns_state', column: 'sealed_value', keys: ['key'], kind: 'state' },
];

const batch = 200;

/** Seals anew what is sealed with the old key, some rows in each transaction. For the holder of the lease. */
export async function reseal(session: Session, sealer: Sealer, log: Logger, signal?: AbortSignal): Promise<void> {
  let count = 0;
  for (const each of sealedColumns) {
    for (;;) {
      signal?.throwIfAborted();
      const done = await resealSome(session, sealer, each);
      count += done;
      if (done < batch) break;
    }
  }
  if (count > 0) log.info({ event: 'store.resealed', count }, 'sealed with the new key of the store');
}

async function resealSome(
  session: Session,
  sealer: Sealer,
  { table, column, keys, kind }: SealedColumn,
): Promise<number> {
  return session.write(async (query) => {
    const rows = await query(
      `SELECT ${keys.join(', ')}, ${column} AS sealed FROM ${table}
       WHERE length(${column}) > 0 AND substr(${column}, 2, 8) <> decode($1, 'hex') LIMIT ${batch} FOR UPDATE`,
      [sealer.keyId],
    );
    const matches = keys.map((key, index) => `${key} = $${index + 2}`).join(' AND ');
    for (const row of rows) {
      const subject = [kind, ...keys.map((key) => String(row[key]))];
      const sealed = sealer.seal(subject, sealer.open(subject, row.sealed as Buffer));
      await query(`UPDATE ${table} SET ${column} = $1 WHERE ${matches}`, [sealed, ...keys.map((key) => row[key])]);
    }
    return rows.length;
  });
}

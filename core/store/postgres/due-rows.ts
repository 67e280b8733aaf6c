import { randomUUID } from 'node:crypto';
import type { DueEntry, DueIndex } from '../due-index.js';
import type { Query, Row } from './database.js';
import type { Sealer } from './sealing.js';
import type { Session } from './session.js';

/**
 * Rows with an index on when they are due and on when a pass is needed: no more of them come over the wire than are asked for. The id holds a sum over all of them that nobody
 * can make who has not got the key, and which the database knows only while it answers: rows that somebody else has changed, put in, taken out or put back are another index.
 */
export function createDueRows(session: Session, sealer: Pick<Sealer, 'stamp'>): DueIndex {
  /** What the sum depends on beside the rows. */
  const seed = String(sealer.stamp(['due'], 'sum').readBigInt64LE(seedAt));

  async function put(query: Query, entries: readonly DueEntry[]): Promise<void> {
    for (let from = 0; from < entries.length; from += atOnce) {
      const some = entries.slice(from, from + atOnce);
      await query(putSql, [
        some.map(({ name }) => name),
        some.map(({ dueAt }) => dueAt ?? null),
        some.map(({ wakeAt }) => wakeAt ?? null),
        some.map(({ lifetimeMs }) => lifetimeMs ?? null),
      ]);
    }
  }

  /** Each change makes it another one. */
  async function name(query: Query): Promise<string> {
    const id = randomUUID();
    await query('DELETE FROM ledns_due_index');
    await query('INSERT INTO ledns_due_index (id) VALUES ($1)', [id]);
    const [row] = await query(`SELECT ${sumOf('$1')} AS sum`, [seed]);
    return `${id} ${row?.sum}`;
  }

  async function isThis(query: Query, id: string): Promise<boolean> {
    return (await query(`SELECT 1 FROM ledns_due_index WHERE ${isSame}`, [id, seed])).length > 0;
  }

  function find<T>(
    id: string,
    sql: string,
    values: readonly unknown[],
    read: (row: Row) => T,
  ): Promise<T[] | undefined> {
    // One statement, so that no change comes in between.
    return session.read(async (query) => {
      const rows = await query(
        `SELECT found.* FROM ledns_due_index LEFT JOIN LATERAL (${sql}) AS found ON true WHERE ${isSame}`,
        [id, seed, ...values],
      );
      return rows.length === 0 ? undefined : rows.filter((row) => row.name !== null).map(read);
    });
  }

  return {
    replace: (entries) =>
      session.write(async (query) => {
        await query('DELETE FROM ledns_due WHERE name NOT IN (SELECT unnest($1::text[]))', [
          entries.map((entry) => entry.name),
        ]);
        await put(query, entries);
        return name(query);
      }),
    update: (id, entries) =>
      session.write(async (query) => {
        if (!(await isThis(query, id))) return undefined;
        await put(query, entries);
        return name(query);
      }),
    due: (id, now, most) =>
      find(id, 'SELECT name FROM ledns_due WHERE due_at <= $3 ORDER BY due_at, name LIMIT $4', [now, most], (row) =>
        String(row.name),
      ),
    next: (id, most) =>
      find(
        id,
        'SELECT name, due_at, wake_at, lifetime_ms FROM ledns_due WHERE wake_at IS NOT NULL ORDER BY wake_at, name LIMIT $3',
        [most],
        toEntry,
      ),
  };
}

/** Behind the mark of the key, in a stamp. */
const seedAt = 16;

/** Does not depend on the order of rows. @param of the parameter that holds the seed */
function sumOf(of: string): string {
  return `(SELECT concat(count(*), ' ', sum(hashtextextended(concat(due_at, ' ', wake_at, ' ', lifetime_ms, ' ', name), ${of}::bigint)))
    FROM ledns_due)`;
}

const isSame = `concat(id, ' ', ${sumOf('$2')}) = $1`;

/** Rows in one statement. */
const atOnce = 10_000;

/** What stays as it is is not written. */
const putSql = `INSERT INTO ledns_due AS old (name, due_at, wake_at, lifetime_ms)
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])
  ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at, wake_at = excluded.wake_at, lifetime_ms = excluded.lifetime_ms
  WHERE (old.due_at, old.wake_at, old.lifetime_ms) IS DISTINCT FROM (excluded.due_at, excluded.wake_at, excluded.lifetime_ms)`;

function toEntry(row: Row): DueEntry {
  return {
    name: String(row.name),
    dueAt: momentOf(row.due_at),
    wakeAt: momentOf(row.wake_at),
    lifetimeMs: momentOf(row.lifetime_ms),
  };
}

/** The client gives numbers of this size as texts. */
function momentOf(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

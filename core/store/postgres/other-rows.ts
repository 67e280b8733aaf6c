import { asStrings, type Parser } from '../../disk/parse-json.js';
import type { Changes, Facts } from '../facts/facts.js';
import { type Journal, journalIn, parseJournalEntry } from '../facts/journal.js';
import type { JournalEntry } from '../facts/journal-entries.js';
import type { StateStore } from '../facts/state-file.js';
import { type AccountRow, type AccountRows, accountsIn } from '../records/account-rows.js';
import type { Query, Row } from './database.js';
import type { Sealer } from './sealing.js';
import type { FencedResource, Session } from './session.js';

/** Accounts, their keys sealed. */
export function createAccounts(session: Session, sealer: Sealer) {
  const subject = (serverPath: string, id: string) => ['account', serverPath, id];
  const columns = 'server_path, id, sealed_key, account_url, contact, created_at, created_on';

  function toRow(row: Row): AccountRow {
    const [serverPath, id] = [String(row.server_path), String(row.id)];
    return {
      id,
      serverPath,
      privateKey: sealer.open(subject(serverPath, id), row.sealed_key as Buffer),
      accountUrl: typeof row.account_url === 'string' ? row.account_url : undefined,
      contact: asStrings(row.contact),
      createdAt: row.created_at instanceof Date ? row.created_at : undefined,
      createdOn: typeof row.created_on === 'string' ? row.created_on : undefined,
    };
  }

  const rows: AccountRows = {
    async list(serverPath) {
      const found = await session.read((query) =>
        query(`SELECT ${columns} FROM ledns_account WHERE $1::text IS NULL OR server_path = $1`, [serverPath ?? null]),
      );
      return found.map(toRow);
    },
    update: (serverPath, id, change) =>
      session.write(async (query) => {
        const sql = `SELECT ${columns} FROM ledns_account WHERE server_path = $1 AND id = $2 FOR UPDATE`;
        const [before] = await query(sql, [serverPath, id]);
        const row = change(before === undefined ? undefined : toRow(before));
        await query(
          `INSERT INTO ledns_account (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (server_path, id) DO UPDATE SET sealed_key = excluded.sealed_key,
             account_url = excluded.account_url, contact = excluded.contact`,
          [
            serverPath,
            id,
            sealer.seal(subject(serverPath, id), row.privateKey),
            row.accountUrl ?? null,
            row.contact === undefined ? null : JSON.stringify(row.contact),
            row.createdAt ?? null,
            row.createdOn ?? null,
          ],
        );
        return row;
      }),
  };
  return accountsIn(rows);
}

/** The journal, each entry sealed: orders carry keys, and names of zones are nobody's business. */
export function createJournalRows(session: Session, sealer: Sealer): Journal {
  const subject = (id: string) => ['journal', id];
  return journalIn({
    async values(kind) {
      const rows = await session.read((query) =>
        query('SELECT id, sealed_entry FROM ledns_journal WHERE kind = $1', [kind]),
      );
      const entries = new Map<string, JournalEntry>();
      for (const { id, sealed_entry: sealed } of rows) {
        const entry = parseJournalEntry(JSON.parse(sealer.open(subject(String(id)), sealed as Buffer)));
        if (entry !== undefined) entries.set(String(id), entry);
      }
      return entries;
    },
    set: (id, entry) =>
      session.write(async (query) => {
        await query(
          `INSERT INTO ledns_journal (id, kind, sealed_entry) VALUES ($1, $2, $3)
           ON CONFLICT (id) DO UPDATE SET sealed_entry = excluded.sealed_entry`,
          [id, entry.kind, sealer.seal(subject(id), JSON.stringify(entry))],
        );
      }),
    delete: (id) =>
      session.write(async (query) => {
        await query('DELETE FROM ledns_journal WHERE id = $1', [id]);
      }),
  });
}

/** Single facts, sealed: keys of fingerprints and what plugins remember are among them. */
export function createStateRows(session: Session, sealer: Sealer): StateStore {
  const subject = (key: string) => ['state', key];

  async function put(query: Query, key: string, value: unknown): Promise<void> {
    await query(
      `INSERT INTO ledns_state (key, sealed_value) VALUES ($1, $2)
       ON CONFLICT (key) DO UPDATE SET sealed_value = excluded.sealed_value`,
      [key, sealer.seal(subject(key), JSON.stringify(value))],
    );
  }

  async function find<T>(query: Query, key: string, parse: Parser<T>, lock = ''): Promise<T | undefined> {
    const [row] = await query(`SELECT sealed_value FROM ledns_state WHERE key = $1${lock}`, [key]);
    return row === undefined ? undefined : parse(JSON.parse(sealer.open(subject(key), row.sealed_value as Buffer)));
  }

  return {
    read: (key, parse) => session.read((query) => find(query, key, parse)),
    write: (key, value) => session.write((query) => put(query, key, value)),
    update: (key, parse, change) =>
      session.write(async (query) => {
        const before = await find(query, key, parse, ' FOR UPDATE');
        const after = change(before);
        if (after !== before) await put(query, key, after);
        return after;
      }),
    remove: (key) =>
      session.write(async (query) => {
        await query('DELETE FROM ledns_state WHERE key = $1', [key]);
      }),
    async list(prefix = '') {
      const rows = await session.read((query) => query('SELECT key FROM ledns_state'));
      return rows
        .map(({ key }) => String(key))
        .filter((key) => key.startsWith(prefix))
        .sort();
    },
  };
}

/** Many facts of one kind: no secret is among them. */
export function createFactRows<V>(session: Session, kind: string, parse: Parser<V>, under: FencedResource): Facts<V> {
  async function all(query: Query, lock = ''): Promise<Map<string, V>> {
    const rows = await query(`SELECT key, value FROM ledns_fact WHERE kind = $1${lock}`, [kind]);
    const values = new Map<string, V>();
    for (const { key, value } of rows) {
      const known = parse(value);
      if (known !== undefined) values.set(String(key), known);
    }
    return values;
  }

  async function find(query: Query, key: string, lock = ''): Promise<V | undefined> {
    const [row] = await query(`SELECT value FROM ledns_fact WHERE kind = $1 AND key = $2${lock}`, [kind, key]);
    return row === undefined ? undefined : parse(row.value);
  }

  async function put(query: Query, changes: Changes<V>): Promise<void> {
    const set = Object.entries(changes).filter(([, value]) => value !== undefined);
    const gone = Object.keys(changes).filter((key) => changes[key] === undefined);
    if (set.length > 0) {
      await query(
        `INSERT INTO ledns_fact (kind, key, value) SELECT $1, key, value FROM unnest($2::text[], $3::jsonb[]) AS new (key, value)
         ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value`,
        [kind, set.map(([key]) => key), set.map(([, value]) => JSON.stringify(value))],
      );
    }
    if (gone.length > 0) await query('DELETE FROM ledns_fact WHERE kind = $1 AND key = ANY($2)', [kind, gone]);
  }

  return {
    all: () => session.read((query) => all(query)),
    get: (key) => session.read((query) => find(query, key)),
    update: (key, change) =>
      session.write(async (query) => {
        const after = change(await find(query, key, ' FOR UPDATE'));
        await put(query, { [key]: after });
        return after;
      }, under),
    change: (change) => session.write(async (query) => put(query, change(await all(query, ' FOR UPDATE'))), under),
  };
}

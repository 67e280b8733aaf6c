import { asStrings, type Parser } from '../../disk/parse-json.js';
import { describeFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { type Journal, journalIn, parseJournalEntry } from '../facts/journal.js';
import type { JournalEntry } from '../facts/journal-entries.js';
import type { StateStore } from '../facts/state-file.js';
import { type AccountRow, type AccountRows, accountsIn } from '../records/account-rows.js';
import type { Query, Row } from './database.js';
import { openBeside, sealBeside } from './sealed-beside.js';
import type { Sealer } from './sealing.js';
import type { Session } from './session.js';

const accountSubject = (serverPath: string, id: string) => ['account', serverPath, id];

/** Accounts, their keys sealed. */
export function createAccounts(session: Session, sealer: Sealer) {
  const columns = 'server_path, id, sealed_key, account_url, contact, created_at, created_on';

  function toRow(row: Row): AccountRow {
    const beside = readBeside(row);
    const subject = accountSubject(beside.serverPath, beside.id);
    return { ...beside, privateKey: openBeside(sealer, subject, row.sealed_key as Buffer, besideAccount(beside)) };
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
             account_url = excluded.account_url, contact = excluded.contact, created_at = excluded.created_at,
             created_on = excluded.created_on`,
          [
            serverPath,
            id,
            sealBeside(sealer, accountSubject(serverPath, id), row.privateKey, besideAccount(row)),
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

function readBeside(row: Row): Omit<AccountRow, 'privateKey'> {
  return {
    id: String(row.id),
    serverPath: String(row.server_path),
    accountUrl: typeof row.account_url === 'string' ? row.account_url : undefined,
    contact: asStrings(row.contact),
    createdAt: row.created_at instanceof Date ? row.created_at : undefined,
    createdOn: typeof row.created_on === 'string' ? row.created_on : undefined,
  };
}

/** Binds to its key what stands beside that of an account of before. */
export async function bindAccount(query: Query, sealer: Sealer, row: Row): Promise<void> {
  const beside = readBeside(row);
  const subject = accountSubject(beside.serverPath, beside.id);
  const sealed = sealBeside(sealer, subject, sealer.open(subject, row.sealed_key as Buffer), besideAccount(beside));
  await query('UPDATE ledns_account SET sealed_key = $3 WHERE server_path = $1 AND id = $2', [
    beside.serverPath,
    beside.id,
    sealed,
  ]);
}

/** Requests go to the address of an account, signed; the latest one is used. What is missing is written as null. */
function besideAccount({ accountUrl, contact, createdAt, createdOn }: Omit<AccountRow, 'privateKey'>): unknown {
  return [accountUrl, contact, createdAt?.getTime(), createdOn];
}

/** The journal, each entry sealed: orders carry keys, and names of zones are nobody's business. */
export function createJournalRows(session: Session, sealer: Sealer, log: Logger): Journal {
  const subject = (id: string) => ['journal', id];

  /** One that somebody else put there is no reason to stand still: it is left out, as a damaged line of a file is. */
  function open(id: string, sealed: Buffer): JournalEntry | undefined {
    try {
      return parseJournalEntry(JSON.parse(sealer.open(subject(id), sealed)));
    } catch (error) {
      log.error({ event: 'store.foreign', row: id, reason: describeFailure(error) }, 'left out of the journal');
      return undefined;
    }
  }

  return journalIn({
    async values(kind) {
      const rows = await session.read((query) =>
        query('SELECT id, sealed_entry FROM ledns_journal WHERE kind = $1', [kind]),
      );
      const entries = new Map<string, JournalEntry>();
      for (const { id, sealed_entry: sealed } of rows) {
        const entry = open(String(id), sealed as Buffer);
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

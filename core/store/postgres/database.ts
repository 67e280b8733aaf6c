import type { Pool, PoolClient } from 'pg';
import { effect } from '../../effects/index.js';
import type { Logger } from '../../sdk/logger.js';
import { type ServerAddress, serverAddresses } from './address.js';
import { isConnectionLost, isUndone, readOnly, storeFailure } from './failures.js';
import { startListening } from './listening.js';

export type Row = Readonly<Record<string, unknown>>;

/** Statements with their values apart: nothing that is kept ever becomes a part of the text. */
export type Query = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** A database, whichever of its servers takes writes now. All methods throw Failure STORE. */
export interface Database {
  /** One statement, or several, that may be run twice: a cut connection is tried again. */
  read<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** All or nothing. Run again only where the database itself has undone it because of another one. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** Calls on each notification, until closed; `onGap` where some were missed. */
  listen(channel: string, onMessage: (text: string) => void, onGap: () => void): () => void;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** For the connection that listens, which no pooler may come between; undefined: the same. */
  readonly directUrl: string | undefined;
  readonly log: Logger;
}

const connectMs = 8000;
const statementMs = 20_000;
/** Connections at once: one holder works, and most of what it does waits for CAs. */
const connections = 5;
/** A transaction whose client has gone silent holds its rows no longer: others wait for them to take over. */
const silentMs = 5000;
/** How often a transaction is begun anew that the database undid because of another one. */
const undoneTimes = 3;

/**
 * No `SET` outlasts its transaction: a pooler in transaction mode gives the next one another connection. The level is
 * said, since a database may have another one by default.
 */
const begin = [
  'BEGIN ISOLATION LEVEL READ COMMITTED',
  `SET LOCAL statement_timeout = ${statementMs}`,
  `SET LOCAL lock_timeout = ${statementMs}`,
  `SET LOCAL idle_in_transaction_session_timeout = ${silentMs}`,
].join('; ');

/** Connects at the first use, and loads the client only then. */
export function createDatabase({ url, directUrl, log }: DatabaseOptions): Database {
  const addresses = serverAddresses(url, 'LETSENCRYPT_STORE');
  const direct = directUrl === undefined ? addresses : serverAddresses(directUrl, 'LETSENCRYPT_STORE_DIRECT');
  const listeners = new Set<() => void>();
  let opening: Promise<Opened> | undefined;
  let isClosed = false;

  interface Opened {
    readonly pool: Pool;
    readonly address: ServerAddress;
  }

  function opened(): Promise<Opened> {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function open(): Promise<Opened> {
    const { default: client } = await import('pg');
    let failure: unknown;
    for (const address of addresses) {
      const pool = new client.Pool({
        connectionString: address.connectionString,
        max: connections,
        connectionTimeoutMillis: connectMs,
        query_timeout: statementMs + 5000,
        keepAlive: true,
        application_name: 'letsencrypt-dns',
      });
      // A connection that is cut while nobody waits for its answer tells that by an event.
      pool
        .on('connect', (client) => client.on('error', () => undefined))
        .on('error', (error) => log.debug({ reason: error.message }, 'an idle connection to the store was cut'));
      try {
        const {
          rows: [role],
        } = await pool.query<{ readonly standby: boolean; readonly readonly: boolean }>(
          `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS readonly`,
        );
        if (role?.readonly !== true) return { pool, address };
        failure = readOnly(role.standby);
      } catch (error) {
        failure = error;
      }
      await pool.end().catch(() => undefined);
    }
    throw storeFailure(failure, addresses.map(({ shown }) => shown).join(','));
  }

  /** The next one looks anew for the server that takes writes. */
  function forget({ pool }: Opened): void {
    opening = undefined;
    pool.end().catch(() => undefined);
  }

  async function use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const now = await opened();
    let client: PoolClient;
    try {
      client = await now.pool.connect();
    } catch (error) {
      forget(now);
      throw Object.assign(storeFailure(error, now.address.shown), { isLost: true });
    }
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      const isLost = isConnectionLost(error);
      client.release(isLost);
      if (isLost) forget(now);
      throw Object.assign(storeFailure(error, now.address.shown), { isLost });
    }
  }

  async function transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    for (let turn = 1; ; turn += 1) {
      try {
        return await attempt(work);
      } catch (error) {
        if (turn === undoneTimes || !isUndone(error)) throw error;
      }
    }
  }

  async function attempt<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return use(async (client) => {
      effect('BEGIN');
      await client.query(begin);
      try {
        const result = await work(queryOn(client));
        effect('COMMIT');
        await client.query('COMMIT');
        return result;
      } catch (error) {
        if (!isConnectionLost(error)) await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  function listen(channel: string, onMessage: (text: string) => void, onGap: () => void): () => void {
    const end = startListening({ addresses: direct, channel, onMessage, onGap, log });
    const stop = () => {
      end();
      listeners.delete(stop);
    };
    listeners.add(stop);
    return stop;
  }

  return {
    async read(work) {
      try {
        return await use((client) => work(queryOn(client)));
      } catch (error) {
        if (isClosed || !(error as { readonly isLost?: boolean }).isLost) throw error;
        return use((client) => work(queryOn(client)));
      }
    },
    transaction,
    listen,
    async close() {
      isClosed = true;
      for (const stop of listeners) stop();
      const now = await opening?.catch(() => undefined);
      opening = undefined;
      await now?.pool.end().catch(() => undefined);
    },
  };
}

/** Without names: a prepared statement would be bound to a connection that a pooler gives to somebody else. */
function queryOn(client: PoolClient): Query {
  return async (text, values = []) => {
    effect(text);
    return (await client.query<Row>(text, [...values])).rows;
  };
}

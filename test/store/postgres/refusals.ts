import { join } from 'node:path';
import pg from 'pg';
import type { Postgres } from '../../lab/index.js';
import { newKey } from './cluster.js';

export const secret = 'S3cretWord';
export const role = 'ledns';

export interface Case {
  readonly name: string;
  readonly prepare?: (postgres: Postgres) => Promise<unknown>;
  readonly undo?: (postgres: Postgres) => Promise<unknown>;
  readonly url?: (url: string, directory: string, port: number) => string;
  readonly env?: Readonly<Record<string, string>>;
  /** Tried by the command itself; the others by what it calls. */
  readonly isCommand?: true;
  readonly code: number;
  readonly says: RegExp;
}

/** Who holds the table, or all that connects, while a case is tried. */
const holders: pg.Client[] = [];

async function hold(postgres: Postgres, sql: string, user = 'postgres', word?: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: postgres.url('store', user, word) });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
    holders.push(client);
    return true;
  } catch {
    return false;
  }
}

const letGo = () => Promise.all(holders.splice(0).map((client) => client.end()));

/** A limit of the server is in force for the role while somebody has the table for himself. */
const heldTable = (limit: string) => ({
  async prepare(postgres: Postgres) {
    await postgres.run('postgres', `ALTER ROLE ${role} SET ${limit} = '300ms'`);
    await hold(postgres, 'BEGIN; LOCK TABLE ledns_lineage');
  },
  async undo(postgres: Postgres) {
    await letGo();
    await postgres.run('postgres', `ALTER ROLE ${role} RESET ${limit}`);
  },
});

const writeHba = (lines: string) => (postgres: Postgres) =>
  postgres.run(
    'postgres',
    `DO $do$ BEGIN EXECUTE format('COPY (SELECT unnest(string_to_array(%L, ''|''))) TO %L', '${lines}', current_setting('hba_file')); END $do$`,
  );
const everybody =
  'host all all 127.0.0.1/32 scram-sha-256|host all all ::1/128 scram-sha-256|local all all scram-sha-256';

const as = (sql: string) => (postgres: Postgres) => postgres.run('postgres', sql);
const inStore = (sql: string) => (postgres: Postgres) => postgres.run('store', sql);
function withCertificate(name: string) {
  return async (postgres: Postgres) => {
    for (const [setting, end] of [
      ['ssl_cert_file', 'crt'],
      ['ssl_key_file', 'key'],
    ])
      await postgres.run('store', `ALTER SYSTEM SET ${setting} = '${name}.${end}'`);
  };
}

const tls = (host: string, ca: string) => (url: string, directory: string) =>
  `${url.replace('127.0.0.1', host)}?sslmode=verify-full&sslrootcert=${join(directory, ca)}`;

export const cases: readonly Case[] = [
  { name: 'nothing wrong', isCommand: true, code: 10, says: /^$/ },
  {
    name: 'another password',
    isCommand: true,
    url: (url) => url.replace(secret, `${secret}x`),
    code: 1,
    says: /password is refused/,
  },
  { name: 'a role that is not there', url: (url) => url.replace(role, 'nobody'), code: 1, says: /role is unknown/ },
  {
    name: 'a database that is not there',
    url: (url) => url.replace('/store', '/other'),
    code: 1,
    says: /no such database/,
  },
  { name: 'nobody who listens', url: (url, _, port) => url.replace(`:${port}`, ':1'), code: 1, says: /nobody listens/ },
  {
    name: 'a host that is not there',
    url: (url) => url.replace('127.0.0.1', 'no.invalid'),
    code: 1,
    says: /host name/,
  },
  {
    name: 'another key',
    isCommand: true,
    env: { LETSENCRYPT_STORE_KEY: newKey().toString('base64') },
    code: 2,
    says: /another key than LETSENCRYPT_STORE_KEY/,
  },
  {
    name: 'a newer schema',
    prepare: inStore('UPDATE ledns_schema SET version = version + 7'),
    undo: inStore('UPDATE ledns_schema SET version = version - 7'),
    code: 2,
    says: /newer version of this program/,
  },
  {
    name: 'a role without rights',
    prepare: inStore(`REVOKE SELECT ON ledns_lineage FROM ${role}`),
    undo: inStore(`GRANT SELECT ON ledns_lineage TO ${role}`),
    code: 1,
    says: /lacks a right/,
  },
  {
    name: 'a database that takes no writes',
    prepare: as('ALTER DATABASE store SET default_transaction_read_only = on'),
    undo: as('ALTER DATABASE store SET default_transaction_read_only = off'),
    code: 1,
    says: /takes no writes.*default_transaction_read_only/s,
  },
  {
    name: 'no connection left',
    prepare: as(`ALTER ROLE ${role} CONNECTION LIMIT 0`),
    undo: as(`ALTER ROLE ${role} CONNECTION LIMIT -1`),
    code: 1,
    says: /no more connections/,
  },
  {
    name: 'a role that may not log in',
    prepare: as(`ALTER ROLE ${role} NOLOGIN`),
    undo: as(`ALTER ROLE ${role} LOGIN`),
    code: 1,
    says: /may not connect/,
  },
  {
    name: 'a server without TLS',
    prepare: as('ALTER SYSTEM SET ssl = off'),
    undo: as('ALTER SYSTEM SET ssl = on'),
    url: tls('localhost', 'ca.pem'),
    code: 1,
    says: /speaks no TLS/,
  },
  { name: 'a row that somebody else holds', ...heldTable('lock_timeout'), code: 1, says: /locked by somebody else/ },
  { name: 'a statement that takes too long', ...heldTable('statement_timeout'), code: 1, says: /took too long/ },
  {
    name: 'a server that is full',
    async prepare(postgres) {
      for (let count = 0; count < 100; count += 1) if (!(await hold(postgres, 'SELECT 1', role, secret))) return;
    },
    undo: letGo,
    code: 1,
    says: /no more connections.*max_connections/s,
  },
  {
    name: 'a server that wants TLS',
    prepare: writeHba(`host all postgres 127.0.0.1/32 scram-sha-256|hostssl all ${role} 127.0.0.1/32 scram-sha-256`),
    undo: writeHba(everybody),
    code: 1,
    says: /over TLS only.*sslmode=verify-full/s,
  },
  {
    name: 'an expired certificate',
    prepare: withCertificate('expired'),
    undo: withCertificate('server'),
    url: tls('localhost', 'expired.pem'),
    code: 1,
    says: /certificate of the server has expired.*Renew it on the database server/s,
  },
  { name: 'TLS, and nothing wrong', isCommand: true, url: tls('localhost', 'ca.pem'), code: 10, says: /^$/ },
  { name: 'another CA', url: tls('localhost', 'other.pem'), code: 1, says: /certificate.*sslrootcert/s },
  { name: 'a certificate of another host', url: tls('127.0.0.1', 'ca.pem'), code: 1, says: /host.*certificate/s },
  {
    name: 'a CA file that is not there',
    url: tls('localhost', 'absent.pem'),
    code: 1,
    says: /absent\.pem.*sslrootcert/s,
  },
];

import { chown, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { need } from './binaries.js';
import { freePort } from './free-port.js';
import { makeCluster, password } from './postgres-cluster.js';
import { runCommand } from './run-command.js';
import { isAlive, type ServerProcess, startServer } from './server-process.js';
import { createTempDir, inTempDir } from './temp-dir.js';

export interface Postgres {
  readonly port: number;
  /** The URL of a database, as the superuser unless another role is named. */
  url(database: string, role?: string, password?: string): string;
  /** Makes an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>;
  /** Runs statements as the superuser. */
  run(database: string, sql: string): Promise<readonly Record<string, unknown>[]>;
  /** A streaming stand-by of this server. */
  startStandby(): Promise<PostgresStandby>;
  /** Stops the server and starts it anew on the same port. */
  restart(): Promise<void>;
  /** What the server has logged so far. */
  log(): string;
  /** Gives a directory to the user that the server runs as. */
  own(directory: string): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Settings of the server, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Files that the server reads as its own user: name → content. They lie where relative paths begin. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

export interface PostgresStandby {
  readonly port: number;
  /** Makes it take writes. */
  promote(): Promise<void>;
  /** Runs statements there as the superuser. */
  run(database: string, sql: string): Promise<readonly Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** The server refuses to run as root: nobody's user will do for it. */
const nobody = 65_534;

/** Starts a PostgreSQL server of its own on loopback, with an empty cluster. */
export function startPostgres({ settings = {}, files = {} }: PostgresOptions = {}): Promise<Postgres> {
  return inTempDir('postgres', async (directory) => {
    const isRoot = process.getuid?.() === 0;
    const data = join(directory, 'data');
    if (isRoot) await chown(directory, nobody, nobody);
    const asUser = isRoot ? [need('setpriv'), `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];
    await makeCluster(data, asUser);
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(data, name), content, { mode: 0o600 });
      if (isRoot) await chown(join(data, name), nobody, nobody);
    }
    const port = await freePort();

    function url(database: string, role = 'postgres', secret = password): string {
      return `postgres://${role}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;
    }

    async function run(database: string, sql: string, at = port): Promise<readonly Record<string, unknown>[]> {
      const connectionString = url(database).replace(`:${port}/`, `:${at}/`);
      const client = new pg.Client({ connectionString });
      client.on('error', () => {});
      await client.connect();
      try {
        const result = await client.query<Record<string, unknown>>(sql);
        return result.rows ?? [];
      } finally {
        await client.end();
      }
    }

    function start(name = 'postgres', place = data, at = port): Promise<ServerProcess> {
      const [command = '', ...args] = [
        ...asUser,
        need('postgres'),
        ...['-D', place, '-p', String(at), '-k', dirname(place), '-h', '127.0.0.1'],
        // A test survives the loss of the machine no better than its database.
        ...['-c', 'fsync=off', '-c', 'shared_buffers=16MB', '-c', 'max_connections=60'],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ];
      return startServer({
        name,
        command,
        args,
        directory: dirname(place),
        probe: () => run('postgres', 'SELECT 1', at),
      });
    }

    /** Fast: the usual signal waits until all clients have gone. */
    async function end(running: ServerProcess): Promise<void> {
      if (!isAlive(running.pid)) return;
      process.kill(running.pid, 'SIGINT');
      const late = new AbortController();
      const limit = pause(5000, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([running.exited, limit]);
      late.abort();
      await running.stop();
    }

    let server = await start();
    const [told] = await run('postgres', 'SHOW server_version_num');
    // By files it takes a third of the time that it does through the log, which is what newer servers do without a word.
    const copied = Number(told?.server_version_num) >= 150_000 ? ' STRATEGY FILE_COPY' : '';
    return {
      port,
      url,
      run: (database, sql) => run(database, sql),
      async createDatabase(name) {
        await run('postgres', `CREATE DATABASE ${name}${copied}`);
        return url(name);
      },
      async startStandby() {
        // It outlives the server that it was made of.
        const own = await createTempDir('postgres-standby');
        if (isRoot) await chown(own.path, nobody, nobody);
        const place = join(own.path, 'data');
        const [command = '', ...args] = [
          ...asUser,
          need('pg_basebackup'),
          ...['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-D', place, '-R', '-c', 'fast'],
        ];
        await runCommand(command, args, { cwd: directory, env: { PGPASSWORD: password, HOME: directory } });
        const at = await freePort();
        const standby = await start('standby', place, at);
        return {
          port: at,
          run: (database, sql) => run(database, sql, at),
          async promote() {
            await run('postgres', 'SELECT pg_promote()', at);
          },
          async stop() {
            await end(standby);
            await own.remove();
          },
        };
      },
      async restart() {
        await end(server);
        server = await start();
      },
      log: () => server.output(),
      async own(path) {
        if (isRoot) await chown(path, nobody, nobody);
      },
      stop: () => end(server),
    };
  });
}

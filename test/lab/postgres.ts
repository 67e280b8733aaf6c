import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { need } from './binaries.js';
import { freePort } from './free-port.js';
import { runCommand } from './run-command.js';
import { type ServerProcess, startServer } from './server-process.js';
import { inTempDir } from './temp-dir.js';

export interface Postgres {
  readonly port: number;
  /** The URL of a database, as the superuser unless another role is named. */
  url(database: string, role?: string, password?: string): string;
  /** Makes an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>;
  /** Runs statements as the superuser. */
  run(database: string, sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Stops the server and starts it anew on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The server refuses to run as root: nobody's user will do for it. */
const nobody = 65_534;
const password = 'only for tests';

/** Starts a PostgreSQL server of its own on loopback, with an empty cluster. */
export function startPostgres(): Promise<Postgres> {
  return inTempDir('postgres', async (directory) => {
    const isRoot = process.getuid?.() === 0;
    const data = join(directory, 'data');
    const passwordFile = join(directory, 'password');
    await mkdir(data, { mode: 0o700 });
    await writeFile(passwordFile, password);
    if (isRoot) for (const path of [directory, data, passwordFile]) await chown(path, nobody, nobody);
    const asUser = isRoot ? [need('setpriv'), `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];

    const [initializer = '', ...words] = [
      ...asUser,
      need('initdb'),
      ...['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile],
      ...['-E', 'UTF8', '--locale', 'C', '-N'],
    ];
    await runCommand(initializer, words, { cwd: directory });
    const port = await freePort();

    function url(database: string, role = 'postgres', secret = password): string {
      return `postgres://${role}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;
    }

    async function run(database: string, sql: string): Promise<readonly Record<string, unknown>[]> {
      const client = new pg.Client({ connectionString: url(database) });
      client.on('error', () => {});
      await client.connect();
      try {
        const result = await client.query<Record<string, unknown>>(sql);
        return result.rows ?? [];
      } finally {
        await client.end();
      }
    }

    function start(): Promise<ServerProcess> {
      const [command = '', ...args] = [
        ...asUser,
        need('postgres'),
        ...['-D', data, '-p', String(port), '-k', directory, '-h', '127.0.0.1'],
        // A test survives the loss of the machine no better than its database.
        ...['-c', 'fsync=off', '-c', 'shared_buffers=16MB', '-c', 'max_connections=60'],
      ];
      return startServer({ name: 'postgres', command, args, directory, probe: () => run('postgres', 'SELECT 1') });
    }

    /** Fast: the usual signal waits until all clients have gone. */
    async function end(running: ServerProcess): Promise<void> {
      process.kill(running.pid, 'SIGINT');
      const late = new AbortController();
      const limit = pause(5000, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([running.exited, limit]);
      late.abort();
      await running.stop();
    }

    let server = await start();
    return {
      port,
      url,
      run,
      async createDatabase(name) {
        await run('postgres', `CREATE DATABASE ${name}`);
        return url(name);
      },
      async restart() {
        await end(server);
        server = await start();
      },
      stop: () => end(server),
    };
  });
}

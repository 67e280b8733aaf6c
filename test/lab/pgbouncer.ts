import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { need } from './binaries.js';
import { freePort } from './free-port.js';
import { startServer } from './server-process.js';
import { inTempDir } from './temp-dir.js';

export interface PgBouncer {
  /** The URL of a database behind it, from that of the database itself. */
  url(direct: string): string;
  stop(): Promise<void>;
}

/** The pooler refuses to run as root: nobody's user will do for it. */
const nobody = 65_534;

/**
 * Starts PgBouncer in transaction mode before a server on loopback: each transaction has another connection to it.
 * @param connections so many of them there are, for all clients together
 */
export function startPgBouncer(server: { readonly port: number }, connections = 3): Promise<PgBouncer> {
  return inTempDir('pgbouncer', async (directory) => {
    const isRoot = process.getuid?.() === 0;
    const port = await freePort();
    const users = join(directory, 'users.txt');
    const configuration = join(directory, 'pgbouncer.ini');
    await writeFile(users, '"postgres" "only for tests"\n');
    await writeFile(
      configuration,
      [
        '[databases]',
        `* = host=127.0.0.1 port=${server.port}`,
        '[pgbouncer]',
        'listen_addr = 127.0.0.1',
        `listen_port = ${port}`,
        'unix_socket_dir =',
        'auth_type = scram-sha-256',
        `auth_file = ${users}`,
        'pool_mode = transaction',
        `default_pool_size = ${connections}`,
        'max_client_conn = 100',
      ].join('\n'),
    );
    if (isRoot) for (const path of [directory, users, configuration]) await chown(path, nobody, nobody);
    const asUser = isRoot ? [need('setpriv'), `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];
    const [command = '', ...args] = [...asUser, need('pgbouncer'), configuration];

    const url = (direct: string) => direct.replace(`:${server.port}/`, `:${port}/`);
    const running = await startServer({
      name: 'pgbouncer',
      command,
      args,
      directory,
      async probe() {
        const client = new pg.Client({
          connectionString: url(`postgres://postgres:only%20for%20tests@127.0.0.1:${server.port}/postgres`),
        });
        client.on('error', () => {});
        await client.connect();
        return client.query('SELECT 1').finally(() => client.end());
      },
    });
    return { url, stop: running.stop };
  });
}

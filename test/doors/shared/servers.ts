import { type Postgres, type PostgresStandby, startPgBouncer, startPostgres } from '../../lab/index.js';

/** What instances are told of their store, and what stands behind that. */
export interface Servers {
  readonly primary: Postgres;
  /** Settings of the instance with this index. */
  environment(index: number): Record<string, string>;
  /** Runs statements at the server that takes writes now. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends the first server and has the other one take writes. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * How instances reach their database: by themselves; by a pooler in transaction mode, and without it to listen; as one of two, of
 * which the second follows the first; or each at an address of its own, so that its way can be closed.
 */
export type Way = 'direct' | 'pooled' | 'doubled' | 'apart';

const database = 'doors';

/** The address of an instance whose way may be closed. */
export function addressOf(index: number): string {
  return `127.9.0.${index + 1}`;
}

export async function startServers(way: Way): Promise<Servers> {
  const primary = await startPostgres(way === 'apart' ? { settings: { listen_addresses: '*' } } : {});
  const url = await primary.createDatabase(database);
  // Fewer connections than one instance opens: they must all do with any of them.
  const pooler = way === 'pooled' ? await startPgBouncer(primary, 2) : undefined;
  const standby = way === 'doubled' ? await follow(primary) : undefined;
  const local = `127.0.0.1:${primary.port}`;
  let current: Pick<PostgresStandby, 'run' | 'stop'> = primary;

  function environment(index: number): Record<string, string> {
    if (pooler !== undefined) return { LETSENCRYPT_STORE: pooler.url(url), LETSENCRYPT_STORE_DIRECT: url };
    if (standby !== undefined) return { LETSENCRYPT_STORE: url.replace(local, `${local},127.0.0.1:${standby.port}`) };
    return { LETSENCRYPT_STORE: way === 'apart' ? url.replace('127.0.0.1', addressOf(index)) : url };
  }

  return {
    primary,
    environment,
    sql: (text) => current.run(database, text),
    async failOver() {
      if (standby === undefined) throw new Error('there is no other server');
      await primary.stop();
      await standby.promote();
      current = standby;
    },
    async stop() {
      await pooler?.stop();
      await standby?.stop();
      await primary.stop();
    },
  };
}

/** What the first server has confirmed the other one has: else the last moment is lost, whoever reads it later. */
async function follow(primary: Postgres): Promise<PostgresStandby> {
  const standby = await primary.startStandby();
  await primary.run('postgres', `ALTER SYSTEM SET synchronous_standby_names = '*'`);
  await primary.run('postgres', 'SELECT pg_reload_conf()');
  return standby;
}

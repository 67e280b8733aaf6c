import { hostname } from 'node:os';
import { Failure } from '../../sdk/failure.js';
import { type Instance, type SharedStore, silentSeconds } from '../shared-store.js';
import type { Row } from './database.js';
import type { Session } from './session.js';

const instancesSql = `SELECT id, host, directory, program_version, configuration, seen_at,
  extract(epoch FROM clock_timestamp() - seen_at)::float AS silent FROM ledns_instance ORDER BY host, directory`;
const behindSql = `SELECT instance, count(*)::int AS behind
  FROM ledns_published JOIN ledns_lineage USING (name)
  WHERE ledns_published.version <> ledns_lineage.version GROUP BY instance`;

/** Days after which an instance that was not heard of is forgotten: its host is gone. */
export const forgottenDays = 30;
/** Of those that are away for a day no more are kept: names of hosts may be made up anew at each start. */
const mostAway = 200;
/** How often each instance looks for those that are to be forgotten, in milliseconds. */
const pruneMs = 3_600_000;

/** What was written for a host that never announced itself goes by its own age. */
const pruneSql = [
  `DELETE FROM ledns_instance WHERE seen_at < clock_timestamp() - interval '${forgottenDays} days'
     OR id IN (SELECT id FROM ledns_instance WHERE seen_at < clock_timestamp() - interval '1 day'
               ORDER BY seen_at DESC, id OFFSET ${mostAway})`,
  `DELETE FROM ledns_published WHERE published_at < clock_timestamp() - interval '${forgottenDays} days'
     AND NOT EXISTS (SELECT FROM ledns_instance WHERE ledns_instance.id = ledns_published.instance)`,
];

export interface InstancesOptions {
  readonly id: string;
  readonly directory: string;
  /** What this host has now. */
  readonly published: () => Promise<ReadonlyMap<string, number>>;
}

/** What instances say of themselves, and which files they have. */
export function createInstances(
  session: Session,
  { id, directory, published }: InstancesOptions,
): Pick<SharedStore, 'announce' | 'instances' | 'glance' | 'forget'> {
  let prunedAt = Number.NEGATIVE_INFINITY;

  /** Tells of all files of this host: nothing is known of them where it comes for the first time, or was forgotten. */
  async function tellFiles(): Promise<void> {
    const files = [...(await published())];
    if (files.length === 0) return;
    await session.transaction((query) =>
      query(
        `INSERT INTO ledns_published (instance, name, version) SELECT $1, name, version FROM unnest($2::text[], $3::int[]) AS new (name, version)
         ON CONFLICT (instance, name) DO UPDATE SET version = excluded.version, published_at = clock_timestamp()`,
        [id, files.map(([name]) => name), files.map(([, version]) => version)],
      ),
    );
  }

  return {
    async announce({ version, configuration }) {
      const isPruning = performance.now() - prunedAt >= pruneMs;
      const [row] = await session.transaction(async (query) => {
        const rows = await query(
          `INSERT INTO ledns_instance (id, host, directory, program_version, configuration) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (id) DO UPDATE SET host = excluded.host, directory = excluded.directory,
             program_version = excluded.program_version, configuration = excluded.configuration, seen_at = clock_timestamp()
           RETURNING xmax = 0 AS is_new`,
          [id, hostname(), directory, version, configuration],
        );
        if (isPruning) for (const sql of pruneSql) await query(sql);
        return rows;
      });
      if (isPruning) prunedAt = performance.now();
      if (row?.is_new === true) await tellFiles();
    },
    async forget(host, of) {
      return session.transaction(async (query) => {
        const which = `host = $1 AND ($2::text IS NULL OR directory = $2)`;
        const alive = await query(
          `SELECT directory FROM ledns_instance WHERE ${which} AND seen_at > clock_timestamp() - $3 * interval '1 second'`,
          [host, of ?? null, silentSeconds],
        );
        if (alive.length > 0) {
          throw new Failure('CONFIG', `the instance of ${host} in ${alive[0]?.directory} is at work`, {
            hint: `Stop it first, and wait for ${silentSeconds / 60} minutes: it would be there again`,
          });
        }
        const gone = await query(`DELETE FROM ledns_instance WHERE ${which} RETURNING id`, [host, of ?? null]);
        await query('DELETE FROM ledns_published WHERE instance = ANY($1)', [gone.map((row) => row.id)]);
        return gone.length;
      });
    },
    async instances() {
      return session.read(async (query) => {
        const rows = await query(instancesSql);
        const files = await query('SELECT instance, name, version FROM ledns_published');
        const byInstance = new Map<string, Map<string, number>>();
        for (const { instance, name, version } of files) {
          const known = byInstance.get(String(instance)) ?? new Map<string, number>();
          byInstance.set(String(instance), known.set(String(name), Number(version)));
        }
        return rows.map(
          (row): Instance => ({
            ...identityOf(row),
            published: byInstance.get(String(row.id)) ?? new Map(),
          }),
        );
      });
    },
    async glance() {
      return session.read(async (query) => {
        const rows = await query(instancesSql);
        const behind = new Map((await query(behindSql)).map((row) => [String(row.instance), Number(row.behind)]));
        return rows.map((row) => ({ ...identityOf(row), behind: behind.get(String(row.id)) ?? 0 }));
      });
    },
  };
}

function identityOf(row: Row): Omit<Instance, 'published'> {
  return {
    host: String(row.host),
    directory: String(row.directory),
    version: String(row.program_version),
    configuration: String(row.configuration),
    seenAt: row.seen_at instanceof Date ? row.seen_at : new Date(Number.NaN),
    silentForSeconds: Number(row.silent),
  };
}

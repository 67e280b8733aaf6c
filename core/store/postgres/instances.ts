import { hostname } from 'node:os';
import type { Instance, SharedStore } from '../shared-store.js';
import type { Row } from './database.js';
import type { Session } from './session.js';

const instancesSql = `SELECT id, host, directory, program_version, configuration, seen_at,
  extract(epoch FROM clock_timestamp() - seen_at)::float AS silent FROM ledns_instance ORDER BY host, directory`;
const behindSql = `SELECT instance, count(*)::int AS behind
  FROM ledns_published JOIN ledns_lineage USING (name)
  WHERE ledns_published.version <> ledns_lineage.version GROUP BY instance`;

/** What instances say of themselves, and which files they have. */
export function createInstances(
  session: Session,
  { id, directory }: { readonly id: string; readonly directory: string },
): Pick<SharedStore, 'announce' | 'instances' | 'glance'> {
  return {
    async announce({ version, configuration }) {
      await session.transaction((query) =>
        query(
          `INSERT INTO ledns_instance (id, host, directory, program_version, configuration) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (id) DO UPDATE SET host = excluded.host, directory = excluded.directory,
             program_version = excluded.program_version, configuration = excluded.configuration, seen_at = clock_timestamp()`,
          [id, hostname(), directory, version, configuration],
        ),
      );
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

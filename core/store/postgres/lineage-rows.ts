import { refusedName } from '../../disk/storage-failure.js';
import { Failure } from '../../sdk/failure.js';
import { lineageNameProblem } from '../layout.js';
import { composePem, type SaveRequest } from '../lineages/save-request.js';
import { adopted, type LineageRecord, nextRecord, type WholeRecord } from '../records/lineage-record.js';
import type { SharedStore } from '../shared-store.js';
import type { CertificateStore, Material } from '../store.js';
import type { Announce } from './announce.js';
import type { Query, Row } from './database.js';
import { readStamped, stampFacts } from './lineage-facts.js';
import { isRemoval, openLineage, sealLineage, sealRemoval, toRecord } from './sealed-lineage.js';
import type { Sealer } from './sealing.js';
import type { Session } from './session.js';

export interface LineageRows
  extends Pick<CertificateStore, 'lineages' | 'read' | 'material' | 'save' | 'remove' | 'adopt'> {
  /** The version in force with all that belongs to it; undefined where there is none. */
  whole(name: string): Promise<WholeRecord | undefined>;
  /** The last versions of those that were removed by who has the key, by name. */
  removed(names: readonly string[]): Promise<ReadonlyMap<string, number>>;
  versions: SharedStore['versions'];
  /** Puts one in as it is. */
  importLineage(record: WholeRecord): Promise<void>;
}

const stampedSql = 'SELECT name, version, facts, stamp FROM ledns_lineage';

/** The time tells two histories apart, of which one went with a server; as a text, since a Date of JavaScript is coarser. */
const versionsSql = `SELECT name, concat(version, ' ', extract(epoch FROM saved_at)) AS version FROM ledns_lineage`;

/** A server that took over may lack the last versions, which hosts have: so many at most, whatever somebody else says of hosts. */
const mostLost = 100;
const lastVersionSql = `WITH own AS (SELECT coalesce(max(version), 0) AS last FROM
    (SELECT version FROM ledns_lineage WHERE name = $1
     UNION ALL SELECT version FROM ledns_lineage_version WHERE name = $1) AS all_versions)
  SELECT greatest(last, (SELECT max(version) FROM ledns_published
    WHERE name = $1 AND version BETWEEN last AND last + $2)) AS version FROM own`;

const columns = 'name, version, cert, chain, sealed_key, renewal';

/** So many versions are kept beside the one in force: a key that turns out to be needed again is one of the last. */
const keptVersions = 5;

/** A version that some host still serves stays, however old. Numbers are not given again: the latest ones stay in any case. */
const pruneSql = `DELETE FROM ledns_lineage_version WHERE name = $1
  AND version NOT IN (SELECT version FROM ledns_lineage_version WHERE name = $1 ORDER BY version DESC LIMIT $2)
  AND version NOT IN (SELECT version FROM ledns_published WHERE name = $1)`;

/** In order: of several, the last counts. */
const removedSql = `SELECT name, version, sealed_key FROM ledns_lineage_version
  WHERE name = ANY($1) AND cert = '' ORDER BY version`;

/** @param announce tells other instances of each change, so that they need not ask */
export function createLineageRows(session: Session, sealer: Sealer, announce: Announce): LineageRows {
  async function whole(name: string): Promise<WholeRecord | undefined> {
    const [row] = await session.read((query) => query(`SELECT ${columns} FROM ledns_lineage WHERE name = $1`, [name]));
    if (row === undefined) return undefined;
    const record = toRecord(row);
    return { ...record, privkey: openLineage(sealer, record, row.sealed_key as Buffer) };
  }

  async function put(query: Query, record: LineageRecord, sealedKey: Buffer): Promise<void> {
    const { name, version, cert, chain, renewal } = record;
    const { facts, stamp, notAfter } = stampFacts(sealer, record);
    await query(
      `INSERT INTO ledns_lineage (name, version, cert, chain, sealed_key, renewal, facts, stamp, not_after)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (name) DO UPDATE SET version = excluded.version, cert = excluded.cert, chain = excluded.chain,
         sealed_key = excluded.sealed_key, renewal = excluded.renewal, facts = excluded.facts,
         stamp = excluded.stamp, not_after = excluded.not_after, saved_at = clock_timestamp()`,
      [name, version, cert, chain, sealedKey, renewal, facts, stamp, notAfter],
    );
  }

  async function nextVersion(query: Query, name: string): Promise<number> {
    const [row] = await query(lastVersionSql, [name, mostLost]);
    return Number(row?.version ?? 0) + 1;
  }

  async function save(request: SaveRequest): Promise<number> {
    const { name, settles = [] } = request;
    checkName(name);
    // What does not belong together is refused before anything is asked of the database.
    nextRecord(request, undefined);
    return session.write(async (query) => {
      const [row] = await query(`SELECT ${columns} FROM ledns_lineage WHERE name = $1 FOR UPDATE`, [name]);
      const before = row === undefined ? undefined : toRecord(row);
      // What was put there by somebody else is not carried on into the next version.
      if (before !== undefined) openLineage(sealer, before, row?.sealed_key as Buffer);
      const version = request.version ?? (await nextVersion(query, name));
      const { record, privkey } = nextRecord({ ...request, version }, before);
      if (row !== undefined) await keep(query, row);
      await query(pruneSql, [name, keptVersions]);
      await put(query, record, sealLineage(sealer, record, privkey));
      if (settles.length > 0) await query('DELETE FROM ledns_journal WHERE id = ANY($1)', [settles]);
      await announce(query, `lineage ${name}`);
      return version;
    });
  }

  async function keep(query: Query, row: Row): Promise<void> {
    await query(
      `INSERT INTO ledns_lineage_version (name, version, cert, chain, sealed_key) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (name, version) DO NOTHING`,
      [row.name, row.version, row.cert, row.chain, row.sealed_key],
    );
  }

  return {
    whole,
    save,
    importLineage: ({ privkey, ...record }) =>
      session.write(async (query) => {
        checkName(record.name);
        const pem = { cert: record.cert, chain: record.chain, privkey };
        composePem({ name: record.name, pem });
        await put(query, record, sealLineage(sealer, record, privkey));
        await announce(query, `lineage ${record.name}`);
      }),
    async lineages({ signal, names } = {}) {
      signal?.throwIfAborted();
      const rows = await session.read((query) =>
        names === undefined ? query(stampedSql) : query(`${stampedSql} WHERE name = ANY($1)`, [names]),
      );
      return rows.map((row) => readStamped(sealer, row)).sort((left, right) => (left.name < right.name ? -1 : 1));
    },
    async versions(signal) {
      signal?.throwIfAborted();
      const rows = await session.read((query) => query(versionsSql));
      return new Map(rows.map(({ name, version }) => [String(name), String(version)]));
    },
    async read(name) {
      const [row] = await session.read((query) => query(`${stampedSql} WHERE name = $1`, [name]));
      return row === undefined ? undefined : readStamped(sealer, row);
    },
    async removed(names) {
      if (names.length === 0) return new Map();
      const rows = await session.read((query) => query(removedSql, [names]));
      return new Map(
        rows.filter((row) => isRemoval(sealer, row)).map(({ name, version }) => [String(name), Number(version)]),
      );
    },
    async material(name): Promise<Material> {
      const found = await whole(name);
      if (found === undefined) throw notThere(name);
      const { cert, chain, privkey } = found;
      return { cert, chain, privkey };
    },
    async remove(name) {
      checkName(name);
      await session.write(async (query) => {
        const last = (await nextVersion(query, name)) - 1;
        await query('DELETE FROM ledns_lineage WHERE name = $1', [name]);
        await query('DELETE FROM ledns_lineage_version WHERE name = $1', [name]);
        if (last === 0) return;
        // Its numbers are not given again: a host that was away may still have files of them.
        await query(
          `INSERT INTO ledns_lineage_version (name, version, cert, chain, sealed_key) VALUES ($1, $2, '', '', $3)`,
          [name, last, sealRemoval(sealer, name, last)],
        );
        await announce(query, `lineage ${name}`);
      });
    },
    adopt: (name) =>
      session.write(async (query) => {
        const [row] = await query(`SELECT ${columns} FROM ledns_lineage WHERE name = $1 FOR UPDATE`, [name]);
        if (row === undefined) throw notThere(name);
        const before = toRecord(row);
        const record = adopted(before);
        if (record !== undefined) {
          const privkey = openLineage(sealer, before, row.sealed_key as Buffer);
          await put(query, record, sealLineage(sealer, record, privkey));
        }
        return record !== undefined;
      }),
  };
}

function checkName(name: string): void {
  const problem = lineageNameProblem(name);
  if (problem !== undefined) throw refusedName('the certificate name', name, problem);
}

function notThere(name: string): Failure {
  return new Failure('LINEAGE', `there is no certificate named ${name}`, { place: name });
}

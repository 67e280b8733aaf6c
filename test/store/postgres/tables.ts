import type { Row } from '../../../core/store/postgres/database.js';
import { type Script, scriptedSession } from './scripted.js';

type Table = Map<string, Record<string, unknown>>;

/** The tables of a store in memory, for what asks for them by key. */
export function memoryTables() {
  const tables = {
    lineage: new Map() as Table,
    version: new Map() as Table,
    account: new Map() as Table,
    journal: new Map() as Table,
    state: new Map() as Table,
    fact: new Map() as Table,
  };
  const statements: string[] = [];
  const has = (list: unknown, value: unknown) => (list as readonly unknown[]).includes(value);
  const rowsOf = (table: Table, isMeant: (row: Row) => boolean = () => true) => [...table.values()].filter(isMeant);

  function drop(table: Table, isMeant: (row: Row) => boolean): void {
    for (const [key, row] of table) if (isMeant(row)) table.delete(key);
  }

  /** What a row is made of, by the columns that the statement names. */
  function put(table: Table, key: string, sql: string, values: readonly unknown[], isKept = false): void {
    const columns = /\(([^)]*)\)/.exec(sql)?.[1]?.split(', ') ?? [];
    if (isKept && table.has(key)) return;
    table.set(key, Object.fromEntries(columns.map((column, index) => [column, values[index]])));
  }

  const script: Script = (sql, values) => {
    const [first, second, third, fourth] = values;
    statements.push(sql.replace(/^(\S+ (?:FROM |INTO )?).*?\b(ledns_\w+|own)\b.*$/, '$1$2'));
    const byName = ({ name }: Row) => name === first;
    const byKind = ({ kind }: Row) => kind === first;
    switch (true) {
      case sql.startsWith('INSERT INTO ledns_lineage ('):
        put(tables.lineage, String(first), sql, values);
        return [];
      case sql.includes("VALUES ($1, $2, '', '', $3)"):
        tables.version.set(`${first} ${second}`, {
          name: first,
          version: second,
          cert: '',
          chain: '',
          sealed_key: third,
        });
        return [];
      case sql.startsWith('INSERT INTO ledns_lineage_version'):
        put(tables.version, `${first} ${second}`, sql, values, true);
        return [];
      case sql.startsWith('WITH own'): {
        const versions = [...rowsOf(tables.lineage, byName), ...rowsOf(tables.version, byName)];
        return [{ version: Math.max(0, ...versions.map(({ version }) => Number(version))) }];
      }
      case sql.includes('AND version NOT IN'):
        return [];
      case sql.startsWith('DELETE FROM ledns_lineage WHERE'):
        drop(tables.lineage, byName);
        return [];
      case sql.startsWith('DELETE FROM ledns_lineage_version WHERE'):
        drop(tables.version, byName);
        return [];
      case sql.includes('FROM ledns_lineage_version'):
        return rowsOf(tables.version, ({ name, cert }) => has(first, name) && cert === '');
      case sql.includes('FROM ledns_lineage'):
        if (sql.includes('ANY($1)')) return rowsOf(tables.lineage, ({ name }) => has(first, name));
        return rowsOf(tables.lineage, first === undefined ? undefined : byName);
      case sql.startsWith('INSERT INTO ledns_account'):
        put(tables.account, `${first} ${second}`, sql, values);
        return [];
      case sql.includes('FROM ledns_account'):
        return rowsOf(
          tables.account,
          ({ server_path, id }) => (first === null || server_path === first) && (second === undefined || id === second),
        );
      case sql.startsWith('INSERT INTO ledns_journal'):
        put(tables.journal, String(first), sql, values);
        return [];
      case sql.startsWith('DELETE FROM ledns_journal WHERE id = ANY'):
        drop(tables.journal, ({ id }) => has(first, id));
        return [];
      case sql.startsWith('DELETE FROM ledns_journal'):
        drop(tables.journal, ({ id }) => id === first);
        return [];
      case sql.includes('FROM ledns_journal'):
        return rowsOf(tables.journal, byKind);
      case sql.startsWith('INSERT INTO ledns_state'):
        put(tables.state, String(first), sql, values);
        return [];
      case sql.startsWith('DELETE FROM ledns_state'):
        drop(tables.state, ({ key }) => key === first);
        return [];
      case sql.includes('FROM ledns_state'):
        return rowsOf(tables.state, first === undefined ? undefined : ({ key }) => key === first);
      case sql.startsWith('INSERT INTO ledns_fact'):
        for (const [index, key] of (second as readonly string[]).entries()) {
          const [value, stamp] = [third, fourth].map((list) => (list as readonly unknown[])[index]);
          tables.fact.set(`${first} ${key}`, { kind: first, key, value, stamp });
        }
        return [];
      case sql.startsWith('DELETE FROM ledns_fact'):
        drop(tables.fact, ({ kind, key }) => kind === first && has(second, key));
        return [];
      case sql.includes('FROM ledns_fact'):
        if (sql.includes('ANY($2)')) return rowsOf(tables.fact, (row) => byKind(row) && has(second, row.key));
        return rowsOf(tables.fact, (row) => byKind(row) && (second === undefined || row.key === second));
      default:
        return undefined;
    }
  };
  return { ...tables, statements, ...scriptedSession(script) };
}

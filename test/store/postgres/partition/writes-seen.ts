import type { Postgres } from '../../../lab/index.js';

const tables = ['lineage', 'lineage_version', 'account', 'journal', 'state', 'fact'];

export interface WritesSeen {
  /** What was asked at an address later than a moment of the database's clock: `INSERT fact`. */
  after(address: string, moment: Date): Promise<readonly string[]>;
}

/**
 * Has the database note down who changes what: the address that it was asked at tells instances apart.
 * @param more tables besides those that are written under a lease alone
 */
export async function writesSeen(
  { run }: Pick<Postgres, 'run'>,
  database: string,
  more: readonly string[] = [],
): Promise<WritesSeen> {
  await run(
    database,
    `CREATE TABLE seen (at timestamptz NOT NULL DEFAULT clock_timestamp(), what text NOT NULL, where_asked inet);
     CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN INSERT INTO seen (what, where_asked) VALUES (TG_OP || ' ' || substr(TG_TABLE_NAME, 7), inet_server_addr()); RETURN NULL; END $$;
     ${[...tables, ...more]
       .map(
         (name) =>
           `CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON ledns_${name} FOR EACH STATEMENT EXECUTE FUNCTION note_write();`,
       )
       .join('\n')}`,
  );
  return {
    async after(address, moment) {
      const rows = await run(
        database,
        `SELECT what FROM seen WHERE where_asked = '${address}' AND at > '${moment.toISOString()}' ORDER BY at`,
      );
      return rows.map(({ what }) => String(what));
    },
  };
}

/**
 * The schema, in numbered steps: each runs once, in its transaction, and is never changed afterwards. A role that may
 * not create tables needs no more than SELECT, INSERT, UPDATE and DELETE on them; `letsencrypt-dns store schema` prints
 * these steps for one that may.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE ledns_store (
  id integer PRIMARY KEY CHECK (id = 1),
  key_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE ledns_lease (
  resource text PRIMARY KEY,
  number bigint NOT NULL,
  token uuid,
  command text NOT NULL,
  host text NOT NULL,
  pid integer NOT NULL,
  since timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE TABLE ledns_lineage (
  name text PRIMARY KEY,
  version integer NOT NULL CHECK (version > 0),
  cert text NOT NULL,
  chain text NOT NULL,
  sealed_key bytea NOT NULL,
  renewal text NOT NULL,
  facts jsonb NOT NULL,
  not_after timestamptz NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ledns_lineage_not_after ON ledns_lineage (not_after);
CREATE INDEX ledns_lineage_saved_at ON ledns_lineage (saved_at);
CREATE TABLE ledns_lineage_version (
  name text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  cert text NOT NULL,
  chain text NOT NULL,
  sealed_key bytea NOT NULL,
  replaced_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (name, version)
);
CREATE TABLE ledns_account (
  server_path text NOT NULL,
  id text NOT NULL,
  sealed_key bytea NOT NULL,
  account_url text,
  contact jsonb,
  created_at timestamptz,
  created_on text,
  PRIMARY KEY (server_path, id)
);
CREATE TABLE ledns_journal (
  id text PRIMARY KEY,
  kind text NOT NULL,
  sealed_entry bytea NOT NULL
);
CREATE INDEX ledns_journal_kind ON ledns_journal (kind);
CREATE TABLE ledns_state (
  key text PRIMARY KEY,
  sealed_value bytea NOT NULL
);
CREATE TABLE ledns_fact (
  kind text NOT NULL,
  key text NOT NULL,
  value jsonb NOT NULL,
  PRIMARY KEY (kind, key)
);
CREATE TABLE ledns_instance (
  id text PRIMARY KEY,
  host text NOT NULL,
  directory text NOT NULL,
  program_version text NOT NULL,
  configuration text NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE ledns_published (
  instance text NOT NULL,
  name text NOT NULL,
  version integer NOT NULL,
  published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (instance, name)
)`,
  `CREATE TABLE ledns_door_call (
  id uuid PRIMARY KEY,
  sealed_call bytea NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  taken_by bigint,
  sealed_answer bytea
);
CREATE INDEX ledns_door_call_waiting ON ledns_door_call (asked_at) WHERE sealed_answer IS NULL`,
  // What stands in the clear and steers this program is bound to the key: see `form`.
  `ALTER TABLE ledns_store ADD COLUMN form integer NOT NULL DEFAULT 1;
ALTER TABLE ledns_lineage ALTER COLUMN facts TYPE text USING facts::text;
ALTER TABLE ledns_lineage ADD COLUMN stamp bytea;
ALTER TABLE ledns_fact ALTER COLUMN value TYPE text USING value::text;
ALTER TABLE ledns_fact ADD COLUMN stamp bytea`,
  `CREATE TABLE ledns_due (
  name text PRIMARY KEY,
  due_at bigint,
  wake_at bigint,
  lifetime_ms bigint
);
CREATE INDEX ledns_due_due_at ON ledns_due (due_at, name);
CREATE INDEX ledns_due_wake_at ON ledns_due (wake_at, name) WHERE wake_at IS NOT NULL;
CREATE TABLE ledns_due_index (
  id uuid PRIMARY KEY
)`,
];

/** How rows are bound to the key, as `ledns_store` says of them: 1, some of them are not; 2, all that steers is. */
export const boundForm = 2;

/** The table that says which steps were taken. */
export const versionTable = 'CREATE TABLE IF NOT EXISTS ledns_schema (version integer NOT NULL)';

/** All of it as SQL for a role that may create tables: what is there already is left as it is. */
export function schemaSql(): string {
  const steps = migrations.map((sql, index) => {
    const step = index + 1;
    return `DO $step$
BEGIN
IF (SELECT coalesce(max(version), 0) FROM ledns_schema) < ${step} THEN
${sql};
DELETE FROM ledns_schema;
INSERT INTO ledns_schema (version) VALUES (${step});
END IF;
END
$step$;`;
  });
  return [`${versionTable};`, ...steps].join('\n\n');
}

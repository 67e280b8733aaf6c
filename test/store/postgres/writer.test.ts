import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { asString } from '../../../core/disk/parse-json.js';
import { isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { migrations, versionTable } from '../../../core/store/postgres/migrations.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import { upgradeStore } from '../../../core/store/postgres/upgrade.js';
import { missing } from '../../lab/index.js';
import { makeAuthority, makeKey } from '../certificates.js';
import { makeConfigDir, saveRequest, server } from '../volume.js';
import { cluster, freshDatabase, newKey } from './cluster.js';

const authority = makeAuthority();
const [pem, other] = [authority.issue(['a.example.com']), authority.issue(['b.example.com'], { serial: 0x7 })];
const order = { kind: 'order', certificate: 'a', orderUrl: 'u', server, domains: ['a'], createdAt: 1 } as const;

async function open(context: TestContext) {
  const { name, url } = await freshDatabase();
  const key = newKey();
  const options = { url, key, log: silentLogger };
  const configDir = makeConfigDir(context);
  const store = createPostgresStore({ ...options, configDir });
  context.after(() => store.close());
  const lease = await store.lease('directory', { command: 'test' });
  context.after(() => lease.release());
  const { run } = await cluster();
  return { store, lease, options, configDir, run: (sql: string) => run(name, sql) };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** What somebody may do who has the role of the program and no key, and how to see that it came to nothing. */
interface Attack {
  readonly name: string;
  readonly sql: string;
  readonly comesToNothing: (opened: Opened) => Promise<void>;
}

async function isLeftAlone({ store }: Opened, name = 'a.example.com'): Promise<void> {
  for (const found of [await store.read(name), (await store.lineages()).find((each) => each.name === name)]) {
    assert.match(JSON.stringify(found?.health), /not written there by this program/);
    assert.deepEqual([found?.server, found?.managed, found?.domains], [undefined, undefined, []]);
  }
  assert.equal((await store.publication.differences(await store.lineages())).behind.includes(name), false);
}

const isRefused = (work: () => Promise<unknown>) =>
  assert.rejects(work(), (error) => isFailure(error, 'LINEAGE') && /not written there/.test(error.message));

const accountsAreRefused = ({ store }: Opened) => isRefused(() => store.accounts.list());
const countsAreNone = async ({ store }: Opened) => {
  assert.equal(await store.facts('counts', asString).get('x'), undefined);
  assert.equal((await store.facts('counts', asString).all()).has('x'), false);
};
const entriesAre =
  (count: number) =>
  async ({ store }: Opened) =>
    assert.equal((await store.journal.list('order')).length, count);

const swap = (table: string, column: string, key: string) =>
  `UPDATE ${table} SET ${column} = (SELECT ${column} FROM ${table} WHERE ${key} LIMIT 1) WHERE NOT (${key})`;

const attacks: readonly Attack[] = [
  {
    name: 'another CA in the facts that plans are made from',
    sql: `UPDATE ledns_lineage SET facts = replace(facts, '${server}', 'https://elsewhere.example/')`,
    comesToNothing: isLeftAlone,
  },
  {
    name: 'the facts of another certificate, with their stamp',
    sql: `UPDATE ledns_lineage SET (facts, stamp) = (SELECT facts, stamp FROM ledns_lineage WHERE name = 'b.example.com')`,
    comesToNothing: isLeftAlone,
  },
  { name: 'no stamp', sql: 'UPDATE ledns_lineage SET stamp = NULL', comesToNothing: isLeftAlone },
  { name: 'another number', sql: 'UPDATE ledns_lineage SET version = 9', comesToNothing: isLeftAlone },
  {
    name: 'a row under another name',
    sql: `INSERT INTO ledns_lineage SELECT 'c.example.com', version, cert, chain, sealed_key, renewal, facts, not_after, saved_at, stamp
          FROM ledns_lineage WHERE name = 'a.example.com'`,
    comesToNothing: async (opened) => {
      await isLeftAlone(opened, 'c.example.com');
      await isRefused(() => opened.store.publication.publish('c.example.com', []));
    },
  },
  {
    name: 'another address of an account',
    sql: `UPDATE ledns_account SET account_url = 'http://169.254.169.254/'`,
    comesToNothing: accountsAreRefused,
  },
  {
    name: 'another contact of an account',
    sql: `UPDATE ledns_account SET contact = '["mailto:m@example.org"]'`,
    comesToNothing: accountsAreRefused,
  },
  {
    name: 'another age of an account',
    sql: `UPDATE ledns_account SET created_at = '2038-01-01'`,
    comesToNothing: accountsAreRefused,
  },
  {
    name: 'an account at another CA',
    sql: `UPDATE ledns_account SET server_path = 'elsewhere.example/'`,
    comesToNothing: accountsAreRefused,
  },
  { name: 'another fact', sql: `UPDATE ledns_fact SET value = '"planted"'`, comesToNothing: countsAreNone },
  { name: 'the value of another key', sql: swap('ledns_fact', 'value', `key = 'y'`), comesToNothing: countsAreNone },
  {
    name: 'a fact under another key',
    sql: `DELETE FROM ledns_fact WHERE key = 'x'; UPDATE ledns_fact SET key = 'x'`,
    comesToNothing: countsAreNone,
  },
  {
    name: 'a fact of another kind',
    sql: `DELETE FROM ledns_fact WHERE kind = 'counts'; UPDATE ledns_fact SET kind = 'counts', key = 'x'`,
    comesToNothing: countsAreNone,
  },
  {
    name: 'a copy of an entry of the journal',
    sql: `INSERT INTO ledns_journal SELECT 'order--00', kind, sealed_entry FROM ledns_journal`,
    comesToNothing: entriesAre(1),
  },
  { name: 'another kind of entry', sql: `UPDATE ledns_journal SET kind = 'txt-record'`, comesToNothing: entriesAre(0) },
  {
    name: 'the value of another key of the state',
    sql: swap('ledns_state', 'sealed_value', `key = 'one'`),
    comesToNothing: ({ store }) => isRefused(() => store.state.read('other', asString)),
  },
];

describe('who may write to the database and has no key', { skip: missing('postgres', 'initdb') }, () => {
  it('steers nothing: what is put there is refused or left out', async (context) => {
    const opened = await open(context);
    const { store, run } = opened;
    await store.save(saveRequest('a.example.com', pem));
    await store.save(saveRequest('b.example.com', other));
    await store.accounts.save({ server, privateKey: makeKey('ecdsa256'), accountUrl: `${server}/1` });
    await store.facts('counts', asString).change(() => ({ x: 'one', y: 'two' }));
    await store.facts('others', asString).change(() => ({ x: 'three' }));
    await store.journal.add(order);
    await store.state.write('one', '1');
    await store.state.write('other', '2');
    const tables = ['lineage', 'account', 'fact', 'journal', 'state'].map((table) => `ledns_${table}`);
    await run(tables.map((table) => `CREATE TABLE kept_${table} AS SELECT * FROM ${table}`).join('; '));
    const restore = tables.map((table) => `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}`);
    for (const { name, sql, comesToNothing } of attacks) {
      await run(sql);
      await comesToNothing(opened).catch((error: unknown) => {
        throw new Error(name, { cause: error });
      });
      await run(restore.join('; '));
    }
    assert.equal((await store.read('a.example.com'))?.health, 'good');
    assert.equal((await store.accounts.list()).length, 1);
  });

  it('takes no file from a host: that wants a removal by who has the key, of this version or a later one', async (context) => {
    const { store, run } = await open(context);
    const gone = async () => (await store.publication.differences(await store.lineages())).gone.map(({ name }) => name);
    const removed = `SELECT version, sealed_key FROM ledns_lineage_version WHERE cert = ''`;
    await store.save(saveRequest('a.example.com', pem));
    await store.remove('a.example.com');
    await run(`CREATE TABLE old_removal AS ${removed}`);
    assert.equal(await store.save(saveRequest('a.example.com', pem)), 2);
    assert.equal(await store.publication.publish('a.example.com', []), 'written');
    for (const planted of [
      'SELECT 1, sealed_key FROM old_removal',
      'SELECT 2, sealed_key FROM old_removal',
      `SELECT 2, ''::bytea`,
    ]) {
      await run('DELETE FROM ledns_lineage; DELETE FROM ledns_lineage_version');
      await run(
        `INSERT INTO ledns_lineage_version (name, version, cert, chain, sealed_key)
         SELECT 'a.example.com', planted.version, '', '', planted.sealed FROM (${planted}) AS planted (version, sealed)`,
      );
      assert.deepEqual(await gone(), [], planted);
    }
  });
});

describe('a store of an earlier version', { skip: missing('postgres', 'initdb') }, () => {
  it('is made anew by itself while it is empty', async (context) => {
    const { name, url } = await freshDatabase();
    const { run } = await cluster();
    await run(name, `${versionTable}; ${migrations[0]}; INSERT INTO ledns_schema (version) VALUES (1)`);
    const store = createPostgresStore({ url, key: newKey(), configDir: makeConfigDir(context), log: silentLogger });
    context.after(() => store.close());
    assert.deepEqual(await store.lineages(), []);
  });

  it('is bound to the key where somebody vouches for it, and not used before', async (context) => {
    const { store, lease, options, configDir, run } = await open(context);
    await store.save(saveRequest('a.example.com', pem));
    await store.save(saveRequest('b.example.com', other));
    await store.remove('b.example.com');
    const { id } = await store.accounts.save({ server, privateKey: pem.privkey, accountUrl: `${server}/1` });
    await store.facts('counts', asString).update('x', () => 'one');
    const [account] = await store.accounts.list();
    await store.close();
    const alone = createSealer(options.key).seal(['account', account?.serverPath ?? '', id], pem.privkey);
    await run(`UPDATE ledns_store SET form = 1; UPDATE ledns_lineage SET stamp = NULL; UPDATE ledns_fact SET stamp = NULL;
      UPDATE ledns_account SET sealed_key = decode('${alone.toString('hex')}', 'hex');
      UPDATE ledns_lineage_version SET sealed_key = '' WHERE cert = ''`);
    const next = createPostgresStore({ ...options, configDir });
    context.after(() => next.close());
    await assert.rejects(
      next.lineages(),
      (error) => isFailure(error, 'CONFIG') && /store upgrade/.test(error.hint ?? ''),
    );
    await assert.rejects(upgradeStore({ ...options, directUrl: undefined }), (error) => isFailure(error, 'LOCKED'));
    await lease.release();
    await run('UPDATE ledns_lease SET token = NULL');
    assert.equal(await upgradeStore({ ...options, directUrl: undefined }), 4);
    assert.equal(await upgradeStore({ ...options, directUrl: undefined }), 0);
    await assert.rejects(
      upgradeStore({ ...options, key: randomBytes(32), directUrl: undefined }),
      (error) => isFailure(error, 'CONFIG') && error.place === 'LETSENCRYPT_STORE_KEY',
    );
    assert.deepEqual(
      (await next.lineages()).map(({ health }) => health),
      ['good'],
    );
    assert.equal((await next.accounts.read(server, id))?.accountUrl, `${server}/1`);
    assert.equal(await next.facts('counts', asString).get('x'), 'one');
    const again = await next.lease('directory', { command: 'test' });
    context.after(() => again.release());
    assert.equal(await next.save(saveRequest('b.example.com', other)), 2);
  });
});

import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { migrations, schemaSql } from '../../../core/store/postgres/migrations.js';
import { createPostgresStore, type PostgresStoreOptions } from '../../../core/store/postgres/postgres-store.js';
import type { CertificateStore } from '../../../core/store/store.js';
import { missing, waitFor } from '../../lab/index.js';
import { makeAuthority, makeKey } from '../certificates.js';
import { linkVersions, makeConfigDir, saveRequest, server } from '../volume.js';
import { cluster, freshDatabase, newKey } from './cluster.js';

const authority = makeAuthority();
const pem = authority.issue(['a.example.com']);
const renewed = authority.issue(['a.example.com'], { serial: 0x99 });
const order = { kind: 'order', certificate: 'a', orderUrl: 'u', server, domains: ['a'], createdAt: 1 } as const;
/** So short that a test need not wait. */
const brief = { ttl: 1500, renew: 300, margin: 200 };

function opener(context: TestContext, common: Pick<PostgresStoreOptions, 'url' | 'key'>) {
  return (more: Partial<PostgresStoreOptions> = {}): CertificateStore => {
    const store = createPostgresStore({ ...common, configDir: makeConfigDir(context), log: silentLogger, ...more });
    context.after(() => store.close());
    return store;
  };
}

async function held(context: TestContext, store: CertificateStore, command = 'test') {
  const lease = await store.lease('directory', { command });
  context.after(() => lease.release());
  return lease;
}

describe('the store on PostgreSQL', { skip: missing('postgres', 'initdb') }, () => {
  it('holds no key that can be read, and nothing that was sealed as another', async (context) => {
    const { name, url } = await freshDatabase();
    const store = opener(context, { url, key: newKey() })();
    await held(context, store);
    const accountKey = makeKey('ecdsa256');
    await store.save(saveRequest('a.example.com', pem));
    await store.save(saveRequest('a.example.com', renewed));
    await store.accounts.save({ server, privateKey: accountKey, accountUrl: 'https://ca/1' });
    await store.journal.add({ ...order, privateKey: pem.privkey });
    await store.state.write('fingerprint', { key: 'a secret of the store' });
    const tables = ['lineage', 'lineage_version', 'account', 'journal', 'state', 'fact'];
    const { run } = await cluster();
    const dump = JSON.stringify(
      await Promise.all(tables.map((table) => run(name, `SELECT t::text AS row FROM ledns_${table} t`))),
    );
    assert.match(dump, /BEGIN CERTIFICATE/);
    for (const secret of ['PRIVATE KEY', 'a secret of the store', pem.privkey.slice(40, 80)]) {
      assert.equal(dump.includes(secret), false);
      assert.equal(dump.includes(Buffer.from(secret).toString('hex')), false);
    }
    await store.save(saveRequest('b.example.com', authority.issue(['b.example.com'])));
    await run(
      name,
      `UPDATE ledns_lineage SET sealed_key = (SELECT sealed_key FROM ledns_lineage WHERE name = 'b.example.com') WHERE name = 'a.example.com'`,
    );
    await assert.rejects(store.material('a.example.com'), (error) => isFailure(error, 'LINEAGE'));
  });

  it('hands no host what somebody else has put beside a key, and carries none of it on', async (context) => {
    const { name, url } = await freshDatabase();
    const store = opener(context, { url, key: newKey() })();
    await held(context, store);
    await store.save(saveRequest('a.example.com', pem));
    const { run } = await cluster();
    const [row] = await run(name, 'SELECT cert, chain, renewal FROM ledns_lineage');
    for (const [column, text] of [
      ['renewal', `${row?.renewal}renew_hook = touch /tmp/planted\n`],
      ['chain', `${row?.chain}${row?.cert}`],
      ['cert', String(renewed.cert)],
    ] as const) {
      await run(name, `UPDATE ledns_lineage SET ${column} = '${text}'`);
      for (const use of [
        () => store.material('a.example.com'),
        () => store.publication.publish('a.example.com', []),
        () => store.save(saveRequest('a.example.com', renewed)),
      ])
        await assert.rejects(use(), (error) => isFailure(error, 'LINEAGE'), column);
      await run(name, `UPDATE ledns_lineage SET ${column} = '${row?.[column]}'`);
    }
    assert.equal(await store.publication.publish('a.example.com', []), 'written');
    assert.equal(await store.save(saveRequest('a.example.com', renewed)), 2);
  });

  it('is not read nor written with another key, and says so in one line', async (context) => {
    const { name, url } = await freshDatabase();
    const open = opener(context, { url, key: newKey() });
    const first = open();
    const lease = await first.lease('directory', { command: 'one' });
    await first.save(saveRequest('a.example.com', pem));
    await lease.release();
    const wrong = open({ key: newKey() });
    for (const attempt of [
      () => wrong.lineages(),
      () => wrong.material('a.example.com'),
      () => wrong.lease('directory', { command: 'two' }),
    ]) {
      await assert.rejects(attempt(), (error) => {
        assert.ok(isFailure(error, 'CONFIG'));
        assert.match(error.message, /another key than LETSENCRYPT_STORE_KEY/);
        return true;
      });
    }
    const { run } = await cluster();
    assert.equal((await run(name, 'SELECT number FROM ledns_lease')).length, 1);
    assert.equal(await first.holder(0), undefined);
  });

  it('changes its key while the old one is still given, and forgets it then', async (context) => {
    const { url } = await freshDatabase();
    const [old, fresh] = [newKey(), newKey()];
    const open = opener(context, { url, key: old });
    const before = open();
    const first = await before.lease('directory', { command: 'one' });
    await before.save(saveRequest('a.example.com', pem));
    await before.save(saveRequest('a.example.com', renewed));
    const { id } = await before.accounts.save({ server, privateKey: pem.privkey });
    await before.journal.add({ ...order, privateKey: pem.privkey });
    await before.facts('counts', Number).update('x', () => 7);
    await before.save(saveRequest('gone', pem));
    assert.equal(await before.publication.publish('gone', []), 'written');
    await before.remove('gone');
    await first.release();
    const during = open({ key: fresh, oldKey: old });
    const second = await held(context, during);
    await during.recover();
    await second.release();
    const after = open({ key: fresh });
    const { privkey } = await after.material('a.example.com');
    assert.ok(createPrivateKey(privkey).equals(createPrivateKey(renewed.privkey)));
    assert.equal((await after.accounts.read(server, id))?.id, id);
    assert.equal((await after.journal.list('order'))[0]?.privateKey, pem.privkey);
    assert.equal(await after.facts('counts', Number).get('x'), 7);
    assert.deepEqual(
      (await after.lineages()).map(({ name, health }) => [name, health]),
      [['a.example.com', 'good']],
    );
    const host = open({ key: fresh, configDir: before.publication.directory });
    const { gone } = await host.publication.differences(await host.lineages());
    assert.deepEqual(
      gone.map(({ name }) => name),
      ['gone'],
    );
    await assert.rejects(open({ key: old }).lineages(), (error) => isFailure(error, 'CONFIG'));
  });

  it('refuses every write of a holder whose lease another one has: clocks of hosts have no say', async (context) => {
    const { name, url } = await freshDatabase();
    const open = opener(context, { url, key: newKey() });
    const [slow, quick] = [open(), open()];
    const lease = await held(context, slow, 'slow');
    const id = await slow.journal.add(order);
    await slow.save(saveRequest('a.example.com', pem));
    const facts = slow.facts('counts', (value) => Number(value));
    const { run } = await cluster();
    // As after a stop that was longer than the lease.
    await run(name, `UPDATE ledns_lease SET expires_at = clock_timestamp() - interval '1 s'`);
    await held(context, quick, 'quick');
    const late = [
      () => slow.save(saveRequest('a.example.com', renewed)),
      () => slow.remove('a.example.com'),
      () => slow.adopt('a.example.com'),
      () => slow.journal.add(order),
      () => slow.journal.update(id, order),
      () => slow.journal.remove(id),
      () => slow.accounts.save({ server, privateKey: makeKey('ecdsa256') }),
      () => slow.state.write('a', 1),
      () => slow.state.update('a', Number, () => 2),
      () => slow.state.remove('a'),
      () => facts.update('a', () => 1),
      () => facts.change(() => ({ a: 1 })),
    ];
    for (const write of late) await assert.rejects(write(), (error) => isFailure(error, 'LOCKED'), String(write));
    assert.equal(lease.lost.aborted, true);
    assert.equal((await quick.read('a.example.com'))?.version, 1);
    assert.deepEqual(
      [await quick.journal.list('order'), await quick.state.list(), await quick.accounts.list()],
      [[{ ...order, id }], [], []],
    );
    // What the late one gives back is not the other's.
    await lease.release();
    assert.equal((await quick.holder(0))?.command, 'quick');
    assert.equal(await quick.save(saveRequest('a.example.com', renewed)), 2);
  });

  it('is written by nobody who has no lease', async (context) => {
    const { url } = await freshDatabase();
    const store = opener(context, { url, key: newKey() })();
    await assert.rejects(store.save(saveRequest('a.example.com', pem)), (error) => isFailure(error, 'LOCKED'));
    await assert.rejects(store.state.write('a', 1), (error) => isFailure(error, 'LOCKED'));
    assert.deepEqual(await store.lineages(), []);
  });

  it('keeps a lease for as long as its holder lives, and gives it to the next when that is gone', async (context) => {
    const { name, url } = await freshDatabase();
    const open = opener(context, { url, key: newKey() });
    const [one, other] = [open({ times: brief }), open({ times: brief })];
    const lease = await held(context, one, 'one');
    await pause(2 * brief.ttl);
    assert.equal(lease.lost.aborted, false);
    await assert.rejects(other.lease('directory', { command: 'other' }), (error) => isFailure(error, 'LOCKED'));
    // A holder that lives and cannot renew stands down by itself.
    const { run } = await cluster();
    await run(name, 'ALTER TABLE ledns_lease RENAME TO ledns_lease_away');
    await waitFor('the holder to stand down', async () => lease.lost.aborted, { timeoutMs: 8000 });
    await run(name, 'ALTER TABLE ledns_lease_away RENAME TO ledns_lease');
    const next = await other.lease('directory', { command: 'other', wait: 8000 });
    context.after(() => next.release());
    assert.equal((await one.holder(0))?.command, 'other');
  });

  it('goes on after connections are cut and the server is started anew', async (context) => {
    const { name, url } = await freshDatabase();
    const postgres = await cluster();
    const store = opener(context, { url, key: newKey() })();
    const lease = await held(context, store);
    await store.save(saveRequest('a.example.com', pem));
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`;
    await postgres.run(name, cut);
    assert.equal((await store.lineages()).length, 1);
    await postgres.run(name, cut);
    // A write is not tried twice by itself: who made it decides. It is refused in words, or done.
    await store
      .save(saveRequest('a.example.com', renewed))
      .catch((error: unknown) => assert.ok(isFailure(error, 'STORE')));
    assert.ok((await store.save(saveRequest('a.example.com', renewed))) >= 2);
    await postgres.restart();
    assert.equal((await store.read('a.example.com'))?.domains[0], 'a.example.com');
    assert.equal(lease.lost.aborted, false);
  });

  it('names what is wrong with the way to it, without the password', async (context) => {
    const { name, url } = await freshDatabase();
    const postgres = await cluster();
    const open = opener(context, { url, key: newKey() });
    await open().lineages();
    await postgres.run(name, `CREATE ROLE reader_${name} LOGIN PASSWORD 'S3cretWord'`);
    const cases: readonly (readonly [string, RegExp])[] = [
      [postgres.url(name, 'postgres', 'S3cretWord'), /the password is refused/],
      [postgres.url('nowhere'), /no such database/],
      [postgres.url(name, `reader_${name}`, 'S3cretWord'), /lacks a right/],
      [`postgres://postgres:S3cretWord@127.0.0.1:1/${name}`, /nobody listens there/],
      ['mysql://x:S3cretWord@y/z', /no URL of a PostgreSQL database/],
    ];
    for (const [address, message] of cases) {
      await assert.rejects(
        async () => open({ url: address }).lineages(),
        (error) => {
          assert.ok(isFailure(error, 'STORE', 'CONFIG'));
          assert.match(error.message, message);
          assert.doesNotMatch(`${error.message} ${error.place} ${error.hint}`, /S3cretWord/);
          return true;
        },
      );
    }
  });

  it('keeps the last versions of a certificate, and those that a host still has', async (context) => {
    const { name, url } = await freshDatabase();
    const key = newKey();
    const store = opener(context, { url, key })();
    await held(context, store);
    const { run } = await cluster();
    for (let version = 1; version <= 10; version += 1) {
      const next = version % 2 === 0 ? renewed : pem;
      assert.equal(await store.save(saveRequest('a.example.com', next)), version);
      // Before there is one, its number would be taken for that of a version that the store has lost.
      if (version !== 2) continue;
      await run(name, `INSERT INTO ledns_published (instance, name, version) VALUES ('away', 'a.example.com', 2)`);
    }
    const rows = await run(name, 'SELECT version FROM ledns_lineage_version ORDER BY version');
    assert.deepEqual(
      rows.map(({ version }) => version),
      [2, 5, 6, 7, 8, 9],
    );
    await store.remove('a.example.com');
    assert.equal(await store.save(saveRequest('a.example.com', pem)), 11);
  });

  it('tells a schema of a newer version, and one that its role may not make', async (context) => {
    const { name, url } = await freshDatabase();
    const postgres = await cluster();
    const open = opener(context, { url, key: newKey() });
    await postgres.run(name, `CREATE ROLE app_${name} LOGIN PASSWORD 'x'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
    const asApp = postgres.url(name, `app_${name}`, 'x');
    await assert.rejects(
      open({ url: asApp }).lineages(),
      (error) => isFailure(error) && /may not make them/.test(error.message),
    );
    // As a database administrator would: the program's role needs no more than this.
    await postgres.run(name, schemaSql());
    await postgres.run(name, `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app_${name}`);
    const store = open({ url: asApp });
    await held(context, store);
    assert.equal(await store.save(saveRequest('a.example.com', pem)), 1);
    await postgres.run(name, `UPDATE ledns_schema SET version = ${migrations.length + 1}`);
    await assert.rejects(
      open().lineages(),
      (error) => isFailure(error, 'CONFIG') && /newer version/.test(error.message),
    );
  });

  it('asks the next server of its URL where one is away', async (context) => {
    const { name } = await freshDatabase();
    const { port, url } = await cluster();
    const several = url(name).replace(`127.0.0.1:${port}`, `127.0.0.1:1,127.0.0.1:${port}`);
    const store = opener(context, { url: `${several}?target_session_attrs=read-write`, key: newKey() })();
    assert.deepEqual(await store.lineages(), []);
  });

  it('uses no statement with a name, which a pooler would lose', async (context) => {
    const { name, url } = await freshDatabase();
    const store = opener(context, { url, key: newKey() })();
    await held(context, store);
    await store.save(saveRequest('a.example.com', pem));
    const { run } = await cluster();
    assert.deepEqual(await run(name, 'SELECT name FROM pg_prepared_statements'), []);
  });
});

describe('the files of a host', { skip: missing('postgres', 'initdb') }, () => {
  it('are those of the store, version by version, and only those wanted there', async (context) => {
    const { url } = await freshDatabase();
    const open = opener(context, { url, key: newKey() });
    const [one, two] = [makeConfigDir(context), makeConfigDir(context)];
    const holder = open({ configDir: one });
    const host = open({ configDir: two, wants: (name) => name === 'a.example.com' });
    await held(context, holder);
    await holder.save({ ...saveRequest('a.example.com', pem), owes: ['pfx'] });
    await holder.save(saveRequest('b.example.com', authority.issue(['b.example.com'])));
    assert.equal(await holder.publication.publish('a.example.com', ['pfx']), 'written');
    assert.equal(await host.publication.publish('a.example.com', ['docker-exec']), 'written');
    assert.equal(await host.publication.publish('a.example.com', ['docker-exec']), 'already');
    assert.equal(await host.publication.publish('b.example.com', []), 'elsewhere');
    await holder.save(saveRequest('a.example.com', renewed));
    await host.publication.publish('a.example.com', ['docker-exec']);
    assert.deepEqual(linkVersions(one, 'a.example.com'), [1, 1, 1, 1]);
    assert.deepEqual(linkVersions(two, 'a.example.com'), [2, 2, 2, 2]);
    assert.deepEqual(readdirSync(join(two, 'archive')), ['a.example.com']);
    const owed = async (store: CertificateStore) =>
      (await store.publication.steps.list('owed-step')).map(({ version, plugin }) => `${plugin} ${version}`).sort();
    assert.deepEqual([await owed(holder), await owed(host)], [['pfx 1'], ['docker-exec 1', 'docker-exec 2']]);
    await host.publication.withdraw('a.example.com');
    assert.equal(existsSync(join(two, 'live/a.example.com')), false);
    assert.deepEqual(await owed(host), []);
    assert.equal((await host.read('a.example.com'))?.version, 2);
  });

  it('are not written over a history of their own', async (context) => {
    const { url } = await freshDatabase();
    const configDir = makeConfigDir(context);
    const { createFileStore } = await import('../../../core/store/file-store.js');
    const files = createFileStore({ configDir, log: silentLogger });
    await files.save(saveRequest('a.example.com', pem));
    const store = opener(context, { url, key: newKey() })({ configDir });
    await held(context, store);
    await store.save(saveRequest('a.example.com', renewed));
    await assert.rejects(store.publication.publish('a.example.com', []), (error) => {
      assert.ok(isFailure(error, 'LINEAGE'));
      assert.match(error.hint ?? '', /store migrate/);
      return true;
    });
    assert.equal((await files.material('a.example.com')).cert.trim(), pem.cert.trim());
  });
});

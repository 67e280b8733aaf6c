import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, it, type TestContext } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import type { SharedStore } from '../../../core/store/shared-store.js';
import { missing } from '../../lab/index.js';
import { makeAuthority } from '../certificates.js';
import { makeConfigDir, saveRequest } from '../volume.js';
import { cluster, freshDatabase, newKey } from './cluster.js';

const pem = makeAuthority().issue(['a.example.com']);
const self = { version: '1', configuration: 'c' };

async function open(context: TestContext) {
  const { name, url } = await freshDatabase();
  const key = newKey();
  const instance = () => {
    const store = createPostgresStore({ url, key, configDir: makeConfigDir(context), log: silentLogger });
    context.after(() => store.close());
    return { ...store, shared: store.shared as SharedStore };
  };
  const { run } = await cluster();
  return { instance, run: (sql: string) => run(name, sql) };
}

describe('a host that is gone', { skip: missing('postgres', 'initdb') }, () => {
  it('is forgotten after thirty days, with what it had, and known again with all of it once it is back', async (context) => {
    const { instance, run } = await open(context);
    const [gone, here] = [instance(), instance()];
    const lease = await gone.lease('directory', { command: 'test' });
    await gone.save(saveRequest('a.example.com', pem));
    await gone.publication.publish('a.example.com', []);
    await lease.release();
    await gone.shared.announce(self);
    await run(`UPDATE ledns_instance SET seen_at = clock_timestamp() - interval '29 days'`);
    await here.shared.announce(self);
    assert.equal((await here.shared.instances()).length, 2);
    await run(`UPDATE ledns_instance SET seen_at = clock_timestamp() - interval '31 days';
      UPDATE ledns_published SET published_at = clock_timestamp() - interval '31 days'`);
    await instance().shared.announce(self);
    assert.equal((await here.shared.instances()).length, 1);
    assert.deepEqual(await run('SELECT * FROM ledns_published'), []);
    await gone.shared.announce(self);
    const back = (await here.shared.instances()).find(({ directory }) => directory === gone.publication.directory);
    assert.deepEqual([...(back?.published ?? [])], [['a.example.com', 1]]);
  });

  it('is kept for a day however many there are, and then two hundred of them', async (context) => {
    const { instance, run } = await open(context);
    await instance().lineages();
    const add = (count: number, age: string) =>
      run(`INSERT INTO ledns_instance (id, host, directory, program_version, configuration, seen_at)
        SELECT '${age}' || n, 'pod-' || n, '/', '1', 'c', clock_timestamp() - interval '${age}' FROM generate_series(1, ${count}) n`);
    await add(300, '23 hours');
    await add(150, '2 days');
    await add(150, '3 days');
    await instance().shared.announce(self);
    const left = await run(
      `SELECT count(*)::int AS count FROM ledns_instance GROUP BY id LIKE '2 days%', id LIKE '3 days%' ORDER BY 1`,
    );
    assert.deepEqual(
      left.map(({ count }) => count),
      [50, 150, 301],
    );
  });

  it('is forgotten at once where somebody says so, unless it is at work', async (context) => {
    const { instance, run } = await open(context);
    const [one, other] = [instance(), instance()];
    for (const { shared } of [one, other]) await shared.announce(self);
    await assert.rejects(
      one.shared.forget(hostname()),
      (error) => isFailure(error, 'CONFIG') && /is at work/.test(error.message),
    );
    await run(`UPDATE ledns_instance SET seen_at = clock_timestamp() - interval '4 minutes'`);
    assert.equal(await one.shared.forget('elsewhere'), 0);
    assert.equal(await one.shared.forget(hostname(), other.publication.directory), 1);
    assert.equal(await one.shared.forget(hostname()), 1);
    assert.deepEqual(await one.shared.instances(), []);
  });
});

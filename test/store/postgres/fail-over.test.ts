import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import { missing, startPostgres, waitFor } from '../../lab/index.js';
import { makeAuthority } from '../certificates.js';
import { linkVersions, makeConfigDir, saveRequest } from '../volume.js';
import { newKey } from './cluster.js';
import { standByFiles } from './stand-by-files.js';

/** Long runs of these, with whole instances, are `npm run test:instances`. */
it('a store and a host that stands by go on after cut connections, a restart, and at the stand-by of the database once that takes writes', {
  skip: missing('postgres', 'initdb', 'pg_basebackup'),
}, async (context) => {
  const primary = await startPostgres();
  context.after(() => primary.stop());
  const alone = await primary.createDatabase('store');
  const standby = await primary.startStandby();
  const both = alone.replace(`127.0.0.1:${primary.port}`, `127.0.0.1:${standby.port},127.0.0.1:${primary.port}`);
  const options = { key: newKey(), log: silentLogger, times: { ttl: 120_000, renew: 20_000, margin: 2000 } };
  const store = createPostgresStore({ ...options, url: both, configDir: makeConfigDir(context) });
  const lease = await store.lease('directory', { command: 'test' });
  const pem = makeAuthority().issue(['a.example.com']);
  const only = alone.replace(`:${primary.port}/`, `:${standby.port}/`);
  const lost = createPostgresStore({ ...options, url: only, configDir: makeConfigDir(context) });
  context.after(() => lost.close());
  for (const use of [() => lost.lineages(), () => lost.lease('leader', { command: 'test' })]) {
    await assert.rejects(
      use(),
      (error) => isFailure(error, 'STORE') && /a stand-by that takes no writes/.test(error.message),
    );
  }
  // The stand-by comes first in the URL: it takes no writes yet.
  assert.equal(await store.save(saveRequest('a.example.com', pem)), 1);
  await waitFor('the stand-by to have it', async () => {
    const behind = `SELECT count(*)::int AS count FROM pg_stat_replication WHERE replay_lsn < pg_current_wal_lsn()`;
    return (await primary.run('postgres', behind))[0]?.count === 0;
  });
  const configDir = makeConfigDir(context);
  const following = createPostgresStore({ ...options, url: both, configDir });
  context.after(() => following.close());
  const { files, compare } = standByFiles(following, ['a.example.com']);
  context.after(following.shared?.listen(files.heard) ?? (() => {}));
  assert.deepEqual(await compare(), ['all']);

  const save = () => store.save(saveRequest('a.example.com', pem));
  const faults: Readonly<Record<string, () => Promise<unknown>>> = {
    terminated: () =>
      primary.run(
        'store',
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      ),
    restarted: () => primary.restart(),
    promoted: async () => {
      await waitFor('the other server to have all', async () => {
        const behind = `SELECT count(*)::int AS count FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()`;
        return (await primary.run('postgres', behind))[0]?.count === 1;
      });
      await standby.promote();
      await primary.stop();
    },
  };
  for (const [index, [fault, happen]] of Object.entries(faults).entries()) {
    await happen();
    // A write whose connection was cut is not tried again by itself.
    const version = await save().catch((error: unknown) => {
      assert.ok(isFailure(error, 'STORE'), fault);
      return save();
    });
    assert.equal(version, index + 2, fault);
    assert.equal(lease.lost.aborted, false, fault);
    // Told of it, or of a connection in between.
    await waitFor('the host to hear of it', async () => {
      if (files.isTold()) await compare();
      return linkVersions(configDir, 'a.example.com').every((here) => here === version);
    });
  }
  await lease.release();
  await store.close();
  await standby.stop();
});

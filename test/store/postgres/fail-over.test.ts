import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import { missing, startPostgres, waitFor } from '../../lab/index.js';
import { makeAuthority } from '../certificates.js';
import { makeConfigDir, saveRequest } from '../volume.js';
import { newKey } from './cluster.js';

it('a store goes on at the stand-by of its database once that takes writes, under the same lease', {
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
  await standby.promote();
  await primary.stop();
  const save = () => store.save(saveRequest('a.example.com', pem));
  // A write whose connection was cut is not tried again by itself.
  const version = await save().catch((error: unknown) => {
    assert.ok(isFailure(error, 'STORE'));
    return save();
  });
  assert.equal(version, 2);
  assert.equal(lease.lost.aborted, false);
  await lease.release();
  await store.close();
  await standby.stop();
});

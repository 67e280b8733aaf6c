import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import { createTempDir, missing } from '../../lab/index.js';
import { makeAuthority } from '../certificates.js';
import { makeConfigDir, saveRequest } from '../volume.js';
import { cluster, newKey } from './cluster.js';

const authority = makeAuthority();
const pem = authority.issue(['a.example.com']);

/** A database on a volume of its own, and a way to fill that to the last page. */
async function smallDatabase(context: TestContext) {
  const postgres = await cluster();
  const directory = await createTempDir('tablespace');
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m,mode=755', 'none', directory.path]);
  assert.equal(status, 0);
  context.after(async () => {
    await postgres.run('postgres', 'DROP DATABASE small WITH (FORCE)');
    await postgres.run('postgres', 'DROP TABLESPACE small');
    spawnSync('umount', ['-l', directory.path]);
    await directory.remove();
  });
  await postgres.own(directory.path);
  await postgres.run('postgres', `CREATE TABLESPACE small LOCATION '${directory.path}'`);
  await postgres.run('postgres', 'CREATE DATABASE small TABLESPACE small');
  const ballast = join(directory.path, 'ballast');
  return {
    url: postgres.url('small'),
    async fill() {
      const { bavail, bsize } = statfsSync(directory.path);
      await writeFile(ballast, Buffer.alloc(bavail * bsize));
    },
    room: () => rm(ballast),
  };
}

it('a database without room takes nothing, says so in one line with what helps, and goes on once there is some', {
  skip: missing('root', 'postgres', 'initdb', 'mount', 'umount'),
}, async (context) => {
  const { url, fill, room } = await smallDatabase(context);
  const store = createPostgresStore({ url, key: newKey(), configDir: makeConfigDir(context), log: silentLogger });
  context.after(() => store.close());
  const lease = await store.lease('directory', { command: 'test' });
  context.after(() => lease.release());
  const order = { kind: 'order', certificate: 'a', orderUrl: 'u', server: 's', domains: ['a'], createdAt: 1 } as const;
  const id = await store.journal.add(order);
  assert.equal(await store.save(saveRequest('a.example.com', pem)), 1);
  await fill();
  let saved = 1;
  // The pages that there are still hold some.
  await assert.rejects(
    async () => {
      for (;;) saved = await store.save(saveRequest('a.example.com', pem));
    },
    (error) => {
      assert.ok(isFailure(error, 'STORE'));
      assert.match(error.message, /the disk of the database is full/);
      assert.match(error.hint ?? '', /Free some space/);
      return true;
    },
  );
  assert.equal((await store.read('a.example.com'))?.version, saved);
  assert.equal((await store.material('a.example.com')).cert.trim(), pem.cert.trim());
  assert.equal((await store.journal.list('order')).length, 1);
  assert.equal(lease.lost.aborted, false);
  await room();
  assert.equal(await store.save({ ...saveRequest('a.example.com', pem), settles: [id] }), saved + 1);
  assert.deepEqual(await store.journal.list('order'), []);
});

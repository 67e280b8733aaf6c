import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { it } from 'node:test';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createPostgresStore, instanceId } from '../../../core/store/postgres/postgres-store.js';
import { missing } from '../../lab/index.js';
import { makeAuthority } from '../certificates.js';
import { makeConfigDir, saveRequest } from '../volume.js';
import { cluster, freshDatabase, newKey } from './cluster.js';

it('the database itself counts how many files of each instance are behind, those of gone lineages not', {
  skip: missing('postgres', 'initdb'),
}, async (context) => {
  const { name, url } = await freshDatabase();
  const directories = [makeConfigDir(context), makeConfigDir(context)].sort();
  const common = { url, key: newKey(), log: silentLogger };
  const [store, other] = directories.map((configDir) => createPostgresStore({ ...common, configDir }));
  assert.ok(store?.shared !== undefined && other?.shared !== undefined);
  context.after(() => Promise.all([store.close(), other.close()]));
  await store.shared.announce({ version: '1.0.0', configuration: 'aa' });
  await other.shared.announce({ version: '0.9.0', configuration: 'bb' });
  const lease = await store.lease('directory', { command: 'test' });
  const authority = makeAuthority();
  for (const lineage of ['a.example.com', 'b.example.com'])
    await store.save(saveRequest(lineage, authority.issue([lineage])));
  await lease.release();
  const { run } = await cluster();
  const [, second = ''] = directories.map(instanceId);
  const rows = ['a.example.com', 'b.example.com', 'gone.example.com'].map(
    (lineage) => `('${second}', '${lineage}', 7)`,
  );
  await run(name, `INSERT INTO ledns_published (instance, name, version) VALUES ${rows.join()}`);
  const glance = await store.shared.glance();
  assert.deepEqual(
    glance.map(({ seenAt: _, silentForSeconds: __, ...found }) => found),
    [
      { host: hostname(), directory: directories[0], version: '1.0.0', configuration: 'aa', behind: 0 },
      { host: hostname(), directory: directories[1], version: '0.9.0', configuration: 'bb', behind: 2 },
    ],
  );
  for (const { silentForSeconds } of glance) assert.ok(silentForSeconds >= 0);
  const whole = await store.shared.instances();
  assert.deepEqual(
    whole.map(({ directory, published }) => [directory, published.get('gone.example.com')]),
    [
      [directories[0], undefined],
      [directories[1], 7],
    ],
  );
});

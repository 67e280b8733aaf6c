import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { createStage } from '../../faults/stage.js';
import { missing, spawnCli, startPgBouncer, waitFor } from '../../lab/index.js';
import { linkVersions } from '../volume.js';
import { cluster, freshDatabase, newKey } from './cluster.js';

const patience = { timeoutMs: 120_000 };
const names = ['one.example.com', 'two.example.com'];

it('instances behind a pooler in transaction mode work, hear of changes over a direct connection, and take over', {
  skip: missing('postgres', 'initdb', 'pebble', 'pgbouncer'),
}, async (context) => {
  const stage = await createStage();
  context.after(() => stage.stop());
  const postgres = await cluster();
  const { name, url } = await freshDatabase();
  // Fewer connections than one instance opens: they must all do with any of them.
  const pooler = await startPgBouncer(postgres, 2);
  context.after(() => pooler.stop());
  const store = {
    LETSENCRYPT_STORE: pooler.url(url),
    LETSENCRYPT_STORE_DIRECT: url,
    LETSENCRYPT_STORE_KEY: newKey().toString('base64'),
  };

  async function host(label: string, domains: readonly string[]) {
    const volume = await stage.volume(`pooler-${label}`);
    await writeFile(join(volume, 'domains.conf'), domains.map((domain) => `${domain}\n`).join(''));
    return { volume, env: { ...stage.environment(volume), ...store } };
  }

  const [first, second, third] = [await host('a', names), await host('b', names), await host('c', names)];
  const made = await stage.run(third.volume, ['sync'], store);
  assert.equal(made.code, 0, made.stderr);
  const running = [await spawnCli(['run'], { env: first.env }), await spawnCli(['run'], { env: second.env })];
  try {
    const leads = (index: number) => running[index]?.stderr().includes('"leader.begun"') === true;
    await waitFor('a leader', async () => leads(0) || leads(1), patience);
    const here = (volume: string) => names.every((each) => existsSync(join(volume, 'live', each, 'cert.pem')));
    await waitFor('all files', async () => here(first.volume) && here(second.volume), patience);
    // Compared once a minute without a word; with one, at once.
    const renewed = await waitFor('the store to be free', async () => {
      const result = await stage.run(third.volume, ['renew', '--force', names[0] ?? ''], store);
      return result.code === 0 ? result : undefined;
    });
    assert.equal(renewed.code, 0);
    const versions = (volume: string) => new Set(linkVersions(volume, names[0] ?? ''));
    await waitFor(
      'the renewed one everywhere',
      async () => [first, second].every(({ volume }) => versions(volume).has(2)),
      { timeoutMs: 45_000 },
    );
    for (const { volume } of [first, second]) assert.deepEqual(versions(volume), new Set([2]));
    const [listeners] = await postgres.run(
      name,
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = '${name}' AND application_name = 'letsencrypt-dns listener'`,
    );
    assert.equal(listeners?.count, 2);
    const leader = leads(0) ? 0 : 1;
    running[leader]?.kill('SIGKILL');
    await waitFor('the other one to lead', async () => leads(1 - leader), patience);
    const prepared = await postgres.run(name, 'SELECT name FROM pg_prepared_statements');
    assert.deepEqual(prepared, []);
  } finally {
    for (const each of running) {
      each.kill('SIGKILL');
      await each.exited;
    }
  }
});

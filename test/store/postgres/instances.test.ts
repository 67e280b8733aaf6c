import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createStage, type Stage } from '../../faults/stage.js';
import { missing, type Postgres, type RunningCli, spawnCli, startPostgres, waitFor } from '../../lab/index.js';
import { linkVersions } from '../volume.js';
import { newKey } from './cluster.js';

const names = Array.from({ length: 4 }, (_, index) => `n${index}.example.com`);
const patience = { timeoutMs: 120_000 };

describe('several instances over one PostgreSQL', { skip: missing('postgres', 'initdb', 'pebble') }, () => {
  let stage: Stage;
  let postgres: Postgres;
  before(async () => {
    [stage, postgres] = await Promise.all([createStage(), startPostgres()]);
  });
  after(async () => {
    await postgres.stop();
    await stage.stop();
  });

  async function start(database: string) {
    const url = await postgres.createDatabase(database);
    const key = newKey().toString('base64');
    const instances: { readonly volume: string; readonly running: RunningCli }[] = [];
    for (const each of ['a', 'b', 'c']) {
      const volume = await stage.volume(`${database}-${each}`);
      const hook = join(volume, 'hook.sh');
      await writeFile(hook, `#!/bin/sh\necho "$RENEWED_DOMAINS" >> ${volume}/hooked\n`, { mode: 0o755 });
      await writeFile(join(volume, 'domains.conf'), names.map((name) => `${name}\n`).join(''));
      const env = {
        ...stage.environment(volume),
        LETSENCRYPT_STORE: url,
        LETSENCRYPT_STORE_KEY: key,
        DEPLOY_HOOK: hook,
      };
      instances.push({ volume, running: await spawnCli(['run'], { env }) });
    }
    return instances;
  }

  /** How often it has become the one that does the passes. */
  const begun = ({ running }: { readonly running: RunningCli }) => running.stderr().split('"leader.begun"').length - 1;
  const leads = (instance: { readonly running: RunningCli }) => begun(instance) > 0;
  const hasAll = (volume: string) => names.every((name) => existsSync(join(volume, 'live', name, 'fullchain.pem')));
  const hooked = (volume: string) =>
    existsSync(join(volume, 'hooked')) ? readFileSync(join(volume, 'hooked'), 'utf8').trim().split('\n').sort() : [];

  async function endAll(instances: readonly { readonly running: RunningCli }[]): Promise<void> {
    for (const { running } of instances) {
      running.kill('SIGCONT');
      running.kill('SIGKILL');
      await running.exited;
    }
  }

  it('go on where one that does the passes is killed: all certificates on all hosts, one account, no step lost', async () => {
    const instances = await start('killed');
    try {
      await waitFor(
        'a leader to work',
        async () => instances.find(leads)?.running.stderr().includes('certificate.started'),
        patience,
      );
      const first = instances.find(leads);
      assert.ok(first !== undefined);
      first.running.kill('SIGKILL');
      await first.running.exited;
      const others = instances.filter((each) => each !== first);
      await waitFor('all files on the others', async () => others.every(({ volume }) => hasAll(volume)), patience);
      await waitFor(
        'all steps on the others',
        async () => others.every(({ volume }) => hooked(volume).length >= names.length),
        patience,
      );
      for (const { volume } of others) {
        for (const name of names) assert.equal(new Set(linkVersions(volume, name)).size, 1);
        assert.deepEqual([...new Set(hooked(volume))], names);
      }
      const [{ accounts }] = (await postgres.run('killed', 'SELECT count(*)::int AS accounts FROM ledns_account')) as [
        { accounts: number },
      ];
      assert.equal(accounts, 1);
      const [{ left }] = (await postgres.run('killed', `SELECT count(*)::int AS left FROM ledns_journal`)) as [
        { left: number },
      ];
      assert.equal(left, 0);
      assert.ok(stage.proxy.count('newOrder') <= names.length + 6, `${stage.proxy.count('newOrder')} orders`);
    } finally {
      await endAll(instances);
    }
  });

  it('take over from one that stands still for longer than its lease, whose late writes are refused, and at once from one that is told to stop', async () => {
    const instances = await start('stopped');
    try {
      await waitFor(
        'a leader to work',
        async () => instances.find(leads)?.running.stderr().includes('certificate.started'),
        patience,
      );
      const first = instances.find(leads);
      assert.ok(first !== undefined);
      first.running.kill('SIGSTOP');
      const others = instances.filter((each) => each !== first);
      await waitFor('another leader', async () => others.some(leads), patience);
      first.running.kill('SIGCONT');
      await waitFor(
        'the first to stand down',
        async () => /"event":"lease\.lost"/.test(first.running.stderr()),
        patience,
      );
      await waitFor('all files everywhere', async () => instances.every(({ volume }) => hasAll(volume)), patience);
      const rows = await postgres.run('stopped', 'SELECT name, version FROM ledns_lineage ORDER BY name');
      assert.deepEqual(
        rows,
        names.map((name) => ({ name, version: 1 })),
      );
      await waitFor(
        'all steps everywhere',
        async () => instances.every(({ volume }) => hooked(volume).length >= names.length),
        patience,
      );
      const second = others.find(leads);
      assert.ok(second !== undefined);
      const led = begun(first);
      second.running.kill('SIGTERM');
      assert.equal((await second.running.exited).code, 0);
      const third = others.find((each) => each !== second);
      await waitFor(
        'another leader',
        async () => third !== undefined && (leads(third) || begun(first) > led),
        patience,
      );
    } finally {
      await endAll(instances);
    }
  });
});

import '../../../cpu/untracked.js';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createStage } from '../../../faults/stage.js';
import { need, type RunningCli, runCommand, spawnCli, startPostgres, waitFor } from '../../../lab/index.js';
import { linkVersions } from '../../volume.js';
import { writesSeen } from './writes-seen.js';

/** The database listens at one address for each instance, so that the way of one can be closed. */
const address = { first: '127.9.0.1', second: '127.9.0.2' } as const;
const names = ['one.example.com', 'two.example.com', 'three.example.com'];
const patience = { timeoutMs: 120_000 };
const key = Buffer.alloc(32, 7).toString('base64');

test('stands down before its lease runs out, and nothing that it writes later counts', async (context) => {
  await runCommand(need('ip'), ['link', 'set', 'lo', 'up']);
  const stage = await createStage();
  context.after(() => stage.stop());
  const postgres = await startPostgres({ settings: { listen_addresses: '*' } });
  context.after(() => postgres.stop());
  const url = await postgres.createDatabase('cut');
  const filter = (action: '-A' | '-D', where: string) =>
    Promise.all(
      [
        ['OUTPUT', '-d'],
        ['INPUT', '-s'],
      ].map(([chain = '', side = '']) =>
        runCommand(need('iptables'), ['-w', action, chain, side, where, '-j', 'DROP']),
      ),
    );

  async function start(where: string) {
    const volume = await stage.volume(`cut-${where}`);
    await writeFile(join(volume, 'domains.conf'), names.map((name) => `${name}\n`).join(''));
    const env = {
      ...stage.environment(volume),
      LETSENCRYPT_STORE: url.replace('127.0.0.1', where),
      LETSENCRYPT_STORE_KEY: key,
    };
    return { volume, running: await spawnCli(['run'], { env }) };
  }
  const leads = ({ running }: { readonly running: RunningCli }) => running.stderr().includes('"leader.begun"');
  const serves = (volume: string) => names.every((name) => existsSync(join(volume, 'live', name, 'fullchain.pem')));

  const first = await start(address.first);
  await waitFor('the first to lead', async () => leads(first), patience);
  const seen = await writesSeen(postgres, 'cut');
  const second = await start(address.second);
  try {
    // In the middle of its work: each certificate of it writes to the journal all the time.
    await waitFor('a certificate', async () => existsSync(join(first.volume, 'live', names[0] ?? '')), patience);
    const lineages = await postgres.run('cut', 'SELECT count(*)::int AS count FROM ledns_lineage');
    await filter('-A', address.first);
    await waitFor('the other to lead', async () => leads(second), patience);
    const stoodDown = first.running
      .stderr()
      .split('\n')
      .filter((line) => line.includes('"lease.lost"'));
    assert.ok(
      stoodDown.some((line) => /could not be renewed in time/.test(line)),
      first.running.stderr(),
    );
    const [{ since }] = (await postgres.run('cut', `SELECT since FROM ledns_lease WHERE resource = 'leader'`)) as [
      { since: Date },
    ];
    await waitFor('all files at the other', async () => serves(second.volume), patience);
    // What the first had keeps being served.
    assert.equal(new Set(linkVersions(first.volume, names[0] ?? '')).size, 1);
    await filter('-D', address.first);
    await waitFor('all files at the first again', async () => serves(first.volume), patience);
    assert.deepEqual(await seen.after(address.first, since), []);
    assert.deepEqual(
      await postgres.run('cut', 'SELECT name, version FROM ledns_lineage ORDER BY name'),
      [...names].sort().map((name) => ({ name, version: 1 })),
    );
    assert.ok(stage.proxy.count('order-plz') <= names.length + 1, `${stage.proxy.count('order-plz')} orders`);
    assert.deepEqual(stage.provider.txt(), []);
    console.log(JSON.stringify({ lineagesWhenCut: lineages[0]?.count, orders: stage.proxy.count('order-plz') }));
  } finally {
    for (const { running } of [first, second]) {
      running.kill('SIGKILL');
      await running.exited;
    }
  }
});

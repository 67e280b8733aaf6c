import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createStage, type Stage, writeDomains } from '../faults/stage.js';
import { missing, type RunningCli, spawnCli, waitFor } from '../lab/index.js';

const timeoutMs = 60_000;

/** Waits are parked at once. */
const slow = { LEXICON_SLEEP_TIME: '300', LETSENCRYPT_DNS_TEST_PARK_AFTER: '100' };

describe('a provider that publishes slowly', { skip: missing('pebble', 'openssl') }, () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage.stop());

  function start(configDir: string, command = 'run'): Promise<RunningCli> {
    return spawnCli([command], { env: { ...stage.environment(configDir), ...slow } });
  }

  function isThere(configDir: string, name: string): boolean {
    return existsSync(join(configDir, 'live', name, 'fullchain.pem'));
  }

  async function parked({ stderr }: RunningCli, count = 1): Promise<void> {
    const waits = () => stderr().match(/"event":"certificate\.parked"/g)?.length ?? 0;
    await waitFor('a parked certificate', () => waits() >= count, { timeoutMs });
  }

  it('holds up neither others nor a changed file, and costs nothing when the daemon is stopped or killed', async () => {
    const configDir = await stage.volume('parked-daemon');
    await writeDomains(configDir, 'slow.example.com');
    stage.provider.publishMs = 3_600_000;
    const orders = stage.proxy.count('order-plz');
    let daemon = await start(configDir);
    await parked(daemon);
    stage.provider.publishMs = 0;
    await writeDomains(configDir, 'slow.example.com\nquick.example.com');
    await waitFor('the quick one', () => isThere(configDir, 'quick.example.com'), { timeoutMs });
    assert.equal(isThere(configDir, 'slow.example.com'), false);
    daemon.kill('SIGTERM');
    assert.equal((await daemon.exited).code, 0);
    assert.equal(stage.provider.txt().length, 1, 'the value waits for the next start');
    daemon = await start(configDir);
    await waitFor('the watch', () => daemon.stderr().includes('"event":"records.parked"'), { timeoutMs });
    daemon.kill('SIGKILL');
    await daemon.exited;
    for (const zone of stage.provider.zones.values()) {
      for (const [key, { visibleAt: _then, ...set }] of zone) zone.set(key, set);
    }
    daemon = await start(configDir);
    await waitFor('the slow one', () => isThere(configDir, 'slow.example.com'), { timeoutMs });
    await waitFor('a clean zone', () => stage.provider.txt().length === 0, { timeoutMs });
    daemon.kill('SIGTERM');
    assert.equal((await daemon.exited).code, 0);
    assert.equal(stage.proxy.count('order-plz') - orders, 2);
  });

  it('is waited for by sync, which lets another sync work meanwhile', async () => {
    const configDir = await stage.volume('parked-sync');
    await writeDomains(configDir, 'slow.example.com');
    stage.provider.publishMs = 6000;
    const first = await start(configDir, 'sync');
    await parked(first);
    stage.provider.publishMs = 0;
    await writeDomains(configDir, 'slow.example.com\nquick.example.com');
    const second = await start(configDir, 'sync');
    await waitFor('the quick one', () => isThere(configDir, 'quick.example.com'), { timeoutMs });
    const [one, two] = await Promise.all([first.exited, second.exited]);
    assert.deepEqual([one.code, two.code], [0, 0], one.stderr + two.stderr);
    assert.equal(isThere(configDir, 'slow.example.com'), true);
    assert.deepEqual(stage.provider.txt(), []);
  });

  it('leaves nothing of a certificate that is dropped meanwhile', async () => {
    const configDir = await stage.volume('parked-dropped');
    await writeDomains(configDir, 'slow.example.com\nquick.example.com');
    stage.provider.publishMs = 3_600_000;
    const daemon = await start(configDir);
    await parked(daemon, 2);
    stage.provider.publishMs = 0;
    await writeDomains(configDir, 'quick.example.com');
    await waitFor('the value to go', () => !stage.provider.txt().some((line) => line.includes('.slow.')), {
      timeoutMs,
    });
    daemon.kill('SIGTERM');
    assert.equal((await daemon.exited).code, 0);
    await writeDomains(configDir, '# none');
  });
});

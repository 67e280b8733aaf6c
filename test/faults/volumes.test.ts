import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statfsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missing } from '../lab/index.js';
import { createStage, type Stage, writeDomains } from './stage.js';

/** Whether this user may mount; in CI it must. */
function cannotMount(): string | false {
  if (process.env.LAB === 'required') return missing('root');
  return spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0
    ? false
    : 'this user may not mount a tmpfs';
}

describe('a volume that refuses', { skip: missing('pebble', 'openssl') || cannotMount() }, () => {
  let stage: Stage;
  let volume: string;
  before(async () => {
    stage = await createStage();
    volume = await mkdtemp(join(tmpdir(), 'faults-volume-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', volume]);
    await writeDomains(volume, 'www.example.com');
    const sync = await stage.run(volume, ['sync']);
    assert.equal(sync.code, 0, sync.stderr);
  });
  after(async () => {
    spawnSync('umount', ['-l', volume]);
    await rm(volume, { recursive: true, force: true });
    await stage.stop();
  });

  function served(): string {
    return readFileSync(join(volume, 'live', 'www.example.com', 'fullchain.pem'), 'utf8');
  }

  it('because it is full: the error says so, the old certificate is served on, and space puts it right', async () => {
    const old = served();
    const ballast = join(volume, 'ballast');
    const { bavail, bsize } = statfsSync(volume);
    await writeFile(ballast, Buffer.alloc(bavail * bsize));
    const orders = stage.proxy.count('order-plz');
    const full = await stage.run(volume, ['renew', '--force']);
    assert.equal(full.code, 1);
    assert.match(full.stdout + full.stderr, /the disk is full/);
    assert.match(full.stdout + full.stderr, /Free some space/);
    assert.equal(served(), old);
    assert.equal(stage.proxy.count('order-plz'), orders, 'nothing is ordered that could not be kept');
    assert.deepEqual(stage.provider.txt(), []);
    await rm(ballast);
    const repaired = await stage.run(volume, ['renew', '--force']);
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.notEqual(served(), old);
  });

  it('because it is read-only: the error says so, and status still tells', async () => {
    const old = served();
    execFileSync('mount', ['-o', 'remount,ro', volume]);
    try {
      for (const command of [['sync'], ['run'], ['renew', '--force']]) {
        const refused = await stage.run(volume, command);
        assert.equal(refused.code, 1, command.join(' '));
        assert.match(refused.stderr, /the file system is read-only/);
        assert.match(refused.stderr, /Mount the volume read-write/);
      }
      const status = await stage.run(volume, ['status', '--json']);
      assert.equal(status.code, 0, status.stderr);
      const plan = await stage.run(volume, ['plan']);
      assert.equal(plan.code, 0, plan.stderr);
      assert.equal(served(), old);
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', volume]);
    }
    const sync = await stage.run(volume, ['sync']);
    assert.equal(sync.code, 0, sync.stderr);
  });
});

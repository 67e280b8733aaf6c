import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { describeFailure, isFailure } from '../../core/sdk/failure.js';
import { makeAuthority } from './certificates.js';
import { allPaths, linkVersions, openStore, saveRequest } from './volume.js';

const name = 'smtp.example.com';
const authority = makeAuthority();
const old = authority.issue([name]);
const fresh = authority.issue([name]);
const page = 4096;

function mount(...args: string[]): boolean {
  return spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
}

function canMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'store-mount-'));
  const isMounted = mount('-t', 'tmpfs', 'none', directory);
  if (isMounted) spawnSync('umount', [directory]);
  rmSync(directory, { recursive: true });
  return isMounted;
}

function makeVolume(context: TestContext, options: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'store-volume-'));
  assert.ok(mount('-t', 'tmpfs', '-o', options, 'none', directory));
  context.after(() => {
    spawnSync('umount', ['-l', directory]);
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** Fills a volume until so many pages are free. */
function fill(volume: string, pagesLeft: number): string {
  const ballast = join(volume, 'ballast');
  const { bavail, bsize } = statfsSync(volume);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - pagesLeft * page)));
  return ballast;
}

const skip = process.env.LAB === 'required' || canMount() ? false : 'this user may not mount a tmpfs';

describe('a volume that refuses', { skip }, () => {
  it('for want of space, at whatever point, leaves the old version served and says so', async (context) => {
    const volume = makeVolume(context, 'size=512k');
    const seen = { full: 0, saved: 0 };
    for (let pagesLeft = 0; pagesLeft <= 16; pagesLeft += 1) {
      const configDir = join(volume, 'letsencrypt');
      const store = openStore(configDir);
      await store.save(saveRequest(name, old));
      const ballast = fill(volume, pagesLeft);
      const outcome = await store.save(saveRequest(name, fresh)).catch((error: unknown) => error);
      const where = `${pagesLeft} pages left`;
      const versions = linkVersions(configDir, name);
      if (outcome === 2) {
        assert.deepEqual(versions, [2, 2, 2, 2], where);
        seen.saved += 1;
      } else {
        assert.ok(isFailure(outcome, 'STORE'), where);
        assert.match(describeFailure(outcome), /^cannot .*: the disk is full \(.*\)\. Free some space on the volume$/);
        assert.ok(outcome.retryable);
        assert.deepEqual(versions, [1, 1, 1, 1], where);
        seen.full += 1;
      }
      rmSync(ballast);
      await store.recover();
      assert.equal(new Set(linkVersions(configDir, name)).size, 1, where);
      assert.equal((await store.read(name))?.health, 'good', where);
      assert.deepEqual(await store.journal.list('lineage-switch'), [], where);
      assert.deepEqual(
        allPaths(configDir).filter((path) => path.includes('-tmp-')),
        [],
        where,
      );
      rmSync(configDir, { recursive: true });
    }
    assert.ok(seen.full > 2 && seen.saved > 0, JSON.stringify(seen));
  });

  it('for want of inodes does so too', async (context) => {
    for (let inodes = 26; inodes <= 44; inodes += 2) {
      const volume = makeVolume(context, `size=1m,nr_inodes=${inodes}`);
      const configDir = join(volume, 'letsencrypt');
      const store = openStore(configDir);
      const first = await store.save(saveRequest(name, old)).catch((error: unknown) => error);
      if (first !== 1) continue;
      const second = await store.save(saveRequest(name, fresh)).catch((error: unknown) => error);
      const version = second === 2 ? 2 : 1;
      assert.deepEqual(linkVersions(configDir, name), Array(4).fill(version), `${inodes} inodes`);
    }
  });

  it('because it is read-only is named, and can still be read', async (context) => {
    const volume = makeVolume(context, 'size=1m');
    const configDir = join(volume, 'letsencrypt');
    mkdirSync(configDir);
    const store = openStore(configDir);
    await store.save(saveRequest(name, old));
    assert.ok(mount('-o', 'remount,ro', volume));
    const isReadOnly = (error: unknown) =>
      isFailure(error, 'STORE') && /the file system is read-only/.test(error.message);
    await assert.rejects(store.save(saveRequest(name, fresh)), isReadOnly);
    await assert.rejects(store.remove(name), isReadOnly);
    await assert.rejects(store.lease('directory', { command: 'a' }), isReadOnly);
    await assert.rejects(store.state.write('a', 1), isReadOnly);
    assert.equal((await openStore(configDir).lineages())[0]?.health, 'good');
  });
});

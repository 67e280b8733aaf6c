import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { mostBytes, readRegularFile, readRegularFileSync } from '../../core/sdk/read-regular-file.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';

describe('reading a file of a sane size', () => {
  let directory: TempDir;
  const at = (name: string) => join(directory.path, name);
  before(async () => {
    directory = await createTempDir('read');
    writeFileSync(at('some'), 'x'.repeat(100_000));
    writeFileSync(at('empty'), '');
    mkdirSync(at('folder'));
    execFileSync('mkfifo', [at('pipe')]);
  });
  after(() => directory.remove());

  const ways = {
    'at once': async (path: string, most: number) => readRegularFileSync(path, most),
    'with promises': (path: string, most: number) => readRegularFile(path, most),
  };
  for (const [way, read] of Object.entries(ways)) {
    it(`gives all of it, ${way}`, async () => {
      assert.equal((await read(at('some'), 100_000)).toString(), 'x'.repeat(100_000));
      assert.equal((await read(at('empty'), 0)).length, 0);
    });

    it(`refuses one byte more than there may be, ${way}`, async () => {
      await assert.rejects(read(at('some'), 99_999), (error) => isFailure(error, 'STORE') && !error.retryable);
    });

    it(`refuses one whose size nobody tells, once it is too large, ${way}`, async () => {
      assert.ok((await read('/proc/self/status', 100_000)).length > 100);
      await assert.rejects(read('/proc/self/status', 100), /is not read/);
    });

    for (const [name, told] of [
      ['pipe', /it is a pipe/],
      ['/dev/zero', /it is a device/],
      ['folder', /EISDIR/],
      ['none', /ENOENT/],
    ] as const)
      it(`refuses ${name}, ${way}`, async () => {
        await assert.rejects(read(name.startsWith('/') ? name : at(name), 1000), told);
      });
  }

  it('knows how large files of their kind are at most', () => {
    const mebibyte = 1024 * 1024;
    writeFileSync(at('large'), '');
    truncateSync(at('large'), mebibyte + 1);
    assert.throws(() => readRegularFileSync(at('large'), mebibyte), /has more than 1 MiB and/);
    assert.deepEqual(mostBytes, { small: 4 * mebibyte, configuration: 128 * mebibyte, state: 256 * mebibyte });
  });

  it('closes what it opened, whether it could be read or not', async () => {
    const opened = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(directory.path);
        } catch {
          return false;
        }
      });
    for (const [name, most] of [
      ['some', 1_000_000],
      ['some', 1],
      ['folder', 1],
    ] as const) {
      for (const read of Object.values(ways)) await read(at(name), most).catch(() => undefined);
      assert.deepEqual(opened(), [], name);
    }
  });

  it('has closed it before it gives what was read', async (context) => {
    const handle = await open(at('some'));
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const { stat } = prototype;
    let closed = 0;
    context.mock.method(prototype, 'stat', function slowToClose(this: typeof handle) {
      const close = this.close;
      this.close = async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        await close();
        closed += 1;
      };
      return stat.call(this);
    });
    await readRegularFile(at('some'), 1_000_000);
    assert.equal(closed, 1);
  });

  it('looks at the signal after each part, of which a large file has few and a small one two', async () => {
    const looks = async (path: string, look = () => {}) => {
      let count = 0;
      const throwIfAborted = () => {
        count += 1;
        if (count === 1) look();
      };
      const data = await readRegularFile(path, 1_000_000, { signal: { throwIfAborted } as AbortSignal });
      return [data.length, count];
    };
    // Parts of 64 KiB, and one that is empty.
    assert.deepEqual(await looks(at('some')), [100_000, 3]);
    writeFileSync(at('small'), 'x'.repeat(1000));
    assert.deepEqual(await looks(at('small')), [1000, 2]);
    const grown = await looks(at('small'), () => appendFileSync(at('small'), 'y'.repeat(1000)));
    assert.equal(grown[0], 2000);
    // Of what tells that it is too large nothing is read.
    const throwIfAborted = () => assert.fail('it is read');
    const reading = readRegularFile(at('some'), 99_999, { signal: { throwIfAborted } as unknown as AbortSignal });
    await assert.rejects(reading, /is not read/);
  });

  it('says that nobody writes into a pipe', async () => {
    const told = (error: unknown) => isFailure(error, 'STORE') && /nobody writes/.test(error.message);
    await assert.rejects(readRegularFile(at('pipe'), 1000, { pipes: true }), told);
    const stop = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(readRegularFile(at('some'), 1_000_000, { signal: stop }), /stopped/);
  });

  it('waits for a pipe whose writer says nothing yet, unless it is told to stop', async () => {
    for (const stops of [false, true]) {
      const writer = await open(at('pipe'), 'r+');
      const stop = new AbortController();
      let looks = 0;
      // Before the second part what was written has been read.
      stop.signal.throwIfAborted = () => {
        looks += 1;
        if (looks === 2) void writer.close();
      };
      const reading = readRegularFile(at('pipe'), 1000, { pipes: true, signal: stop.signal });
      setTimeout(() => (stops ? stop.abort() : writer.write('late')), 5);
      try {
        if (stops) await assert.rejects(reading, { name: 'AbortError' });
        else assert.equal((await reading).toString(), 'late');
      } finally {
        await writer.close();
      }
    }
  });

  it('reads a pipe to its end where that is wanted, and not what is no pipe either', async () => {
    const writing = import('node:fs/promises').then(({ writeFile }) => writeFile(at('pipe'), 'from a shell'));
    assert.equal((await readRegularFile(at('pipe'), 1000, { pipes: true })).toString(), 'from a shell');
    await writing;
    await assert.rejects(readRegularFile('/dev/zero', 1000, { pipes: true }), /it is a device/);
  });
});

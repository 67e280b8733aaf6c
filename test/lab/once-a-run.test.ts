import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { onceARun } from './once-a-run.js';
import { inTempDir } from './temp-dir.js';

/** A run of its own, and how often it was filled. */
async function run(test: (folder: string) => Promise<void>): Promise<void> {
  const { stop } = await inTempDir('run', async (folder) => {
    await test(folder);
    return { stop: async () => {} };
  });
  await stop();
}

describe('what a run of all tests makes once', () => {
  it('is made by the first, and had by all that ask meanwhile and later', () =>
    run(async (folder) => {
      let made = 0;
      async function make(place: string): Promise<void> {
        made += 1;
        await pause(20);
        await writeFile(join(place, 'file'), `${made}`);
      }
      const places = await Promise.all([1, 2, 3].map(() => onceARun('thing', make, folder)));
      places.push(await onceARun('thing', make, folder));
      for (const place of places) assert.equal(await readFile(join(place ?? '', 'file'), 'utf8'), '1');
      assert.equal(made, 1);
    }));

  it('is told by whoever failed to make it; the others go without', () =>
    run(async (folder) => {
      async function fail(): Promise<void> {
        await pause(20);
        throw new Error('no space');
      }
      const [first, second] = await Promise.allSettled([1, 2].map(() => onceARun('thing', fail, folder)));
      assert.equal(first?.status === 'rejected' && String(first.reason), 'Error: no space');
      assert.deepEqual(second, { status: 'fulfilled', value: undefined });
    }));

  it('is not there outside of a run', async () => {
    const variable = process.env.LAB_RUN_FOLDER;
    delete process.env.LAB_RUN_FOLDER;
    try {
      assert.equal(await onceARun('thing', () => assert.fail('made')), undefined);
    } finally {
      if (variable !== undefined) process.env.LAB_RUN_FOLDER = variable;
    }
  });
});

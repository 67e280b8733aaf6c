import assert from 'node:assert/strict';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeConfigDir, openStore } from '../store/volume.js';

describe('a look at who holds the directory', () => {
  it('names the holder while there is one, and touches nothing', async (context) => {
    const store = openStore(makeConfigDir(context));
    assert.equal(await store.holder(Date.now()), undefined, 'there is no directory yet');
    const lock = await store.lease('directory', { command: 'letsencrypt-dns run' });
    const before = readdirSync(store.layout.lock);
    const holder = await store.holder(Date.now());
    assert.deepEqual([holder?.command, holder?.pid], ['letsencrypt-dns run', process.pid]);
    assert.deepEqual(readdirSync(store.layout.lock), before);
    await lock.release();
    assert.equal(await store.holder(Date.now()), undefined);
  });

  it('takes one that is silent for a minute for gone, and what is no claim for none', async (context) => {
    const store = openStore(makeConfigDir(context));
    const lock = await store.lease('directory', { command: 'letsencrypt-dns run' });
    const name = readdirSync(store.layout.lock).find((each) => each.startsWith('claim-')) ?? '';
    const path = join(store.layout.lock, name);
    const now = Date.now();
    utimesSync(path, new Date(now - 61_000), new Date(now - 61_000));
    assert.equal(await store.holder(now), undefined);
    utimesSync(path, new Date(now - 59_000), new Date(now - 59_000));
    assert.notEqual(await store.holder(now), undefined);
    for (const text of ['', '{"token": 1}', '[]']) {
      writeFileSync(path, text);
      assert.equal(await store.holder(Date.now()), undefined, text);
    }
    await lock.release();
  });
});

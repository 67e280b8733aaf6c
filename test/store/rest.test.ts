import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asInteger } from '../../core/disk/parse-json.js';
import { makeAuthority } from './certificates.js';
import { makeConfigDir, openStore, saveRequest } from './volume.js';

const name = 'a.example.com';

describe('a store in files at rest', () => {
  it('loses no change of facts that comes at once, before or after it', async (context) => {
    const store = openStore(makeConfigDir(context));
    const counts = store.facts('counts', asInteger);
    const changes = Array.from({ length: 20 }, async (_, index) => {
      for (let turn = 0; turn < index; turn += 1) await Promise.resolve();
      await counts.update('a', (before) => (before ?? 0) + 1);
      store.rest();
    });
    store.rest();
    await Promise.all(changes);
    store.rest();
    assert.equal(await counts.update('a', (before) => (before ?? 0) + 1), 21);
    assert.deepEqual([...(await openStore(store.layout.root).facts('counts', asInteger).all())], [['a', 21]]);
  });

  it('has no values of before in memory, and says the same of its lineages as it did', async (context) => {
    const store = openStore(makeConfigDir(context));
    await store.save(saveRequest(name, makeAuthority().issue([name])));
    const counts = store.facts('counts', asInteger);
    await counts.update('a', () => 1);
    const saved = (await store.read(name))?.certificate;
    assert.equal((await store.read(name))?.certificate, saved);
    const [lineages, facts] = [await store.lineages({ updateCache: true }), await counts.all()];
    await store.publication.mark([name], 'shown');
    assert.equal(await counts.all(), facts);
    store.rest();
    assert.notEqual((await store.read(name))?.certificate, saved);
    assert.notEqual(await counts.all(), facts);
    assert.deepEqual(await counts.all(), facts);
    const [again] = await store.lineages();
    assert.equal(again?.mark, 'shown');
    assert.deepEqual([again?.certificate, again?.version], [lineages[0]?.certificate, 1]);
  });
});

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { lazyManifest } from '../../core/manifest/manifest-index.js';
import { readFolder, readOne } from '../../core/manifest/read-folder.js';
import { namesOf } from '../../core/manifest/registry.js';
import { isFailure } from '../../core/sdk/failure.js';
import type { ProviderManifest } from '../../core/sdk/manifest.js';
import { createTempDir, type TempDir } from '../lab/index.js';

describe('a manifest of which an index tells', () => {
  const whole = { id: 'one', title: 'One', options: { a: 1 }, notes: ['n'] };
  const entry = { facts: { id: 'one', title: 'One' }, later: ['options', 'notes'] };

  it('is read when more is asked for, once, and is then like any other', () => {
    let reads = 0;
    const manifest = lazyManifest<typeof whole>(entry, () => {
      reads += 1;
      return whole;
    });
    assert.equal(manifest.title, 'One');
    assert.equal('options' in manifest && !('website' in manifest), true);
    assert.equal(reads, 0);
    assert.deepEqual({ ...manifest }, whole);
    assert.equal(JSON.stringify(manifest), JSON.stringify(whole));
    assert.equal(reads, 1);
  });

  it('is asked for anew where it could not be read', () => {
    let reads = 0;
    const manifest = lazyManifest<typeof whole>(entry, () => {
      reads += 1;
      if (reads === 1) throw new Error('busy');
      return whole;
    });
    assert.throws(() => manifest.options, /busy/);
    assert.deepEqual(manifest.options, whole.options);
  });
});

describe('a folder of manifests with an index', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('index');
    const index = ['b', 'a', 'gone'].map((id) => ({ facts: { id, title: id }, later: ['options'] }));
    await writeFile(join(directory.path, 'manifests.json'), JSON.stringify(index));
    for (const id of ['a', 'b']) {
      await mkdir(join(directory.path, id));
      await writeFile(
        join(directory.path, id, 'manifest.json'),
        JSON.stringify({ id, title: id, options: { of: id } }),
      );
    }
  });
  after(() => directory.remove());

  it('is listed by it, in the order of ids', () => {
    const found = readFolder<ProviderManifest>(`${directory.path}/`);
    assert.deepEqual(
      found.map(({ manifest, moduleUrl }) => [manifest.id, moduleUrl]),
      ['a', 'b', 'gone'].map((id) => [id, new URL(`${id}/index.js`, `file://${directory.path}/`).href]),
    );
    assert.deepEqual(found[1]?.manifest.options, { of: 'b' });
    assert.throws(
      () => found[2]?.manifest.options,
      (error) => isFailure(error, 'INTERNAL') && error.place === join(directory.path, 'gone/manifest.json'),
    );
  });

  it('has one of them read by its id alone, and nothing that only looks like one', () => {
    const folder = `${directory.path}/`;
    assert.deepEqual(readOne<ProviderManifest>(folder, 'b'), { ...readFolder<ProviderManifest>(folder)[1] });
    for (const id of ['gone', '', '.', '../a', 'b/../a', 'manifests.json'])
      assert.equal(readOne(folder, id), undefined);
  });
});

describe('the providers that come with the program', () => {
  it('are found by each of their names, alone or among all', () => {
    const alone = ['ovh', 'gransy', 'no-such-provider', 'families'].map(
      (id) => builtInRegistry().findProvider(id)?.manifest.id,
    );
    const registry = builtInRegistry();
    for (const { manifest } of registry.providers)
      for (const name of namesOf(manifest)) assert.equal(registry.findProvider(name)?.manifest.id, manifest.id, name);
    assert.deepEqual(
      alone,
      ['ovh', 'gransy', 'no-such-provider', 'families'].map((id) => registry.findProvider(id)?.manifest.id),
    );
  });
});

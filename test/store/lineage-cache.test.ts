import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createLayout } from '../../core/store/layout.js';
import { digestOf, exactIdentityOf, identitiesOf } from '../../core/store/lineages/identities.js';
import { openLineageCache } from '../../core/store/lineages/lineage-cache.js';
import { createLineageReader } from '../../core/store/lineages/read-lineages.js';
import { makeAuthority } from './certificates.js';
import { listeningLogger, makeConfigDir, openStore, writeCertbotLineage } from './volume.js';

const issued = makeAuthority().issue(['example.com']);
const names = Array.from({ length: 34 }, (_, index) => `c${index}.example.com`);

describe('what a lineage is known by in the cache', () => {
  it('is the files themselves for the first ones, and a digest of that for all others', async (context) => {
    const configDir = makeConfigDir(context);
    for (const name of names) writeCertbotLineage(configDir, name, [issued]);
    await openStore(configDir).lineages({ updateCache: true });
    const { entries } = JSON.parse(
      readFileSync(join(configDir, 'letsencrypt-dns/cache/lineages.json'), 'utf8').slice(0, -9),
    ) as { entries: [string, { identity: string }][] };
    const layout = createLayout(configDir);
    const exact = entries.map(([name]) => exactIdentityOf(layout, name) ?? '');
    assert.deepEqual(
      entries.map(([, { identity }]) => identity),
      exact.map((text, index) => (index < 32 ? text : digestOf(text))),
    );
    const cache = await openLineageCache(layout, listeningLogger());
    for (const [index, [name]] of entries.entries()) {
      const { identities, exact: same } = identitiesOf(layout, name);
      assert.deepEqual([same, identities.whole], [exact[index], digestOf(exact[index] ?? '')]);
      assert.equal(cache.get(name, exact[index] ?? '')?.name, name);
      assert.equal(cache.get(name, exact[index] ?? '', identities.whole)?.name, name);
      assert.equal(cache.get(name, `${exact[index]}1`), undefined);
    }
  });

  it('is another one as soon as a file is touched, whatever its size', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, 'a.example.com', [issued]);
    const layout = createLayout(configDir);
    const before = exactIdentityOf(layout, 'a.example.com');
    utimesSync(layout.archivePaths('a.example.com', 1).cert, 1, 1);
    assert.notEqual(exactIdentityOf(layout, 'a.example.com'), before);
    assert.equal(exactIdentityOf(layout, 'gone.example.com'), undefined);
  });

  it('spares a second look, and keeps what was noted of it until its files change', async (context) => {
    const configDir = makeConfigDir(context);
    for (const name of ['a.example.com', 'b.example.com']) writeCertbotLineage(configDir, name, [issued]);
    const store = openStore(configDir);
    await store.lineages({ updateCache: true });
    await store.publication.mark(['a.example.com', 'gone.example.com'], 'm');
    const marks = async (of: typeof store) => (await of.lineages()).map(({ mark }) => mark);
    assert.deepEqual(await marks(store), ['m', undefined]);
    assert.deepEqual(await marks(openStore(configDir)), ['m', undefined], 'in another process');
    store.rest();
    await store.publication.mark(['b.example.com'], 'n');
    assert.deepEqual(await marks(store), ['m', undefined], 'nothing is noted of what was not listed');
    utimesSync(createLayout(configDir).archivePaths('a.example.com', 1).cert, 1, 1);
    assert.deepEqual(await marks(store), [undefined, undefined]);
  });

  it('is handed over once for what changes later, and not where the look at all was stopped', async (context) => {
    const configDir = makeConfigDir(context);
    writeCertbotLineage(configDir, 'a.example.com', [issued]);
    const reader = createLineageReader(createLayout(configDir), listeningLogger());
    await reader.list();
    assert.equal(reader.takeLook(), undefined, 'who only looks sees nothing to compare with');
    await reader.list({ updateCache: true });
    assert.ok(reader.takeLook()?.seen.has('a.example.com'));
    assert.equal(reader.takeLook(), undefined);
    await reader.list({ updateCache: true });
    await assert.rejects(reader.list({ updateCache: true, signal: AbortSignal.abort() }));
    assert.equal(reader.takeLook(), undefined);
  });

  it('is that of all that has a configuration, or links, however little of it is left', async (context) => {
    const configDir = makeConfigDir(context);
    const layout = createLayout(configDir);
    for (const name of ['whole', 'confless', 'linkless', 'neither']) writeCertbotLineage(configDir, name, [issued]);
    for (const name of ['confless', 'neither']) rmSync(layout.renewalConf(name));
    for (const name of ['linkless', 'neither']) rmSync(layout.liveDirectory(name), { recursive: true });
    for (const name of ['empty', '-bad', '.hidden']) writeFileSync(layout.renewalConf(name), '');
    mkdirSync(layout.renewalConf('directory'));
    const log = listeningLogger();
    const store = openStore(configDir, log);
    const seen = (await store.lineages()).map(({ name, health }) => [name, health === 'good']);
    assert.deepEqual(log.warnings, ['a renewal configuration is left alone']);
    assert.deepEqual(seen, [
      ['confless', false],
      ['empty', false],
      ['linkless', false],
      ['whole', true],
    ]);
    for (const name of ['whole', 'confless', 'linkless', 'empty']) assert.equal((await store.read(name))?.name, name);
    for (const name of ['neither', 'directory', 'none', '', '.', '../x'])
      assert.equal(await store.read(name), undefined, name);
    const some = await store.lineages({ names: ['whole', 'none', 'empty', 'whole'] });
    assert.deepEqual(
      some.map(({ name }) => name),
      ['empty', 'whole'],
    );
  });
});

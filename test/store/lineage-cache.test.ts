import assert from 'node:assert/strict';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createLayout } from '../../core/store/layout.js';
import { digestOf, exactIdentityOf, identitiesOf } from '../../core/store/lineages/identities.js';
import { openLineageCache } from '../../core/store/lineages/lineage-cache.js';
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
});

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryMark } from '../../core/disk/change.js';
import { withCheckDigits } from '../../core/disk/check-digits.js';
import { isFailure } from '../../core/sdk/failure.js';
import { serverPathOf } from '../../core/store/certbot/accounts.js';
import { createLayout } from '../../core/store/layout.js';
import { candidatesIn, identitiesOf, lightIdentityOf, rootsOf } from '../../core/store/lineages/identities.js';
import {
  mostShares,
  readShare,
  shareDigest,
  sharesOf,
  shareText,
  writeShare,
} from '../../core/store/lineages/seen-table.js';
import { createHeaderFile, factsNow, markOf } from '../../core/store/lineages/tree-header.js';
import { makeAuthority } from './certificates.js';
import { listeningLogger, makeConfigDir, openStore, saveRequest } from './volume.js';

const authority = makeAuthority();
const pem = authority.issue(['a.example.com']);
const log = listeningLogger();

async function withLineage(context: TestContext) {
  const configDir = makeConfigDir(context);
  const store = openStore(configDir);
  await store.save(saveRequest('a.example.com', pem));
  return { configDir, store, layout: createLayout(configDir) };
}

describe('the path of a server', () => {
  it('is host and path of its URL, and of nothing else', () => {
    for (const [url, path] of [
      ['https://ca.example/directory', 'ca.example/directory'],
      ['http://ca.example:14000//a/b/?x#y', 'ca.example:14000/a/b'],
      ['https://ca.example', 'ca.example'],
      ['https://ca.example?x=/y', 'ca.example'],
      ...[
        '',
        'ca.example',
        'ftp://ca.example',
        'https://',
        'https:///x',
        'https://?x',
        'https://#',
        'https://a/../b',
        'https://a/./b',
      ].map((wrong) => [wrong, undefined] as const),
    ] as const) {
      if (path !== undefined) assert.equal(serverPathOf(url), path);
      else
        assert.throws(
          () => serverPathOf(url),
          (error) => isFailure(error, 'CONFIG'),
          url,
        );
    }
  });
});

describe('a small fact', () => {
  it('has a key whose file name fits', async (context) => {
    const { state } = openStore(makeConfigDir(context));
    const longest = 'k'.repeat(245);
    await state.write(longest, { a: 1 });
    assert.deepEqual([await state.list(), await state.list('x')], [[longest], []]);
    for (const key of ['', `${longest}k`])
      await assert.rejects(state.write(key, {}), (error) => isFailure(error, 'STORE'));
    for (const key of ['a b', '.hidden', "it's", '100%', 'ü/..']) {
      await state.write(key, { key });
      assert.deepEqual(await state.read(key, (value) => value), { key });
      assert.deepEqual(await state.list(key), [key]);
      await state.remove(key);
    }
    assert.deepEqual(await state.list(), [longest]);
  });
});

describe('a lease on a zone', () => {
  it('is told apart from that of the directory by what it is on', async (context) => {
    const store = openStore(makeConfigDir(context));
    for (const [resource, words] of [
      ['zone example.com at powerdns', /the DNS zone example\.com at powerdns/],
      ['directory', /^(?!.*DNS zone)/],
    ] as const) {
      const lease = await store.lease(resource, { command: 'first' });
      await assert.rejects(store.lease(resource, { command: 'second' }), (error) => {
        return isFailure(error, 'LOCKED') && words.test(error.message);
      });
      await lease.release();
    }
  });
});

describe('what files are known by', () => {
  it('changes with each of them, and tells when the latest of them changed', async (context) => {
    const { layout } = await withLineage(context);
    const name = 'a.example.com';
    const { identities } = identitiesOf(layout, name);
    assert.equal(lightIdentityOf(layout, name), identities.light);
    const paths = [layout.renewalConf(name), layout.liveDirectory(name), layout.archiveDirectory(name)];
    const links = readdirSync(layout.liveDirectory(name)).map((file) => join(layout.liveDirectory(name), file));
    const changed = [...paths, ...links].map((path) => statSync(path).ctimeMs);
    assert.equal(identities.newest, Math.max(...changed));
    const roots = [layout.renewal, layout.live, layout.archive].map((path) => statSync(path).ctimeMs);
    assert.equal(rootsOf(layout).newest, Math.max(...roots));
    assert.equal(identities.light.length, 22, 'a hundred thousand of them are kept');
    symlinkSync('loop.example.com', layout.liveDirectory('loop.example.com'));
    assert.notEqual(lightIdentityOf(layout, 'loop.example.com'), lightIdentityOf(layout, 'gone.example.com'));
    rmSync(layout.liveDirectory('loop.example.com'));
    const gone = identitiesOf(layout, 'gone.example.com');
    assert.deepEqual([gone.identities.whole, gone.exact, gone.identities.newest], [undefined, undefined, 0]);
    for (const directory of [layout.liveDirectory(name), layout.archiveDirectory(name)]) {
      const before = lightIdentityOf(layout, name);
      writeFileSync(join(directory, 'more'), '');
      assert.notEqual(lightIdentityOf(layout, name), before, directory);
      rmSync(join(directory, 'more'));
    }
    for (const directory of [layout.renewal, layout.live, layout.archive]) {
      const before = rootsOf(layout).light;
      writeFileSync(join(directory, 'more'), '');
      assert.notEqual(rootsOf(layout).light, before, directory);
      rmSync(join(directory, 'more'));
    }
    renameSync(layout.renewalConf(name), `${layout.renewalConf(name)}.old`);
    const without = identitiesOf(layout, name).identities;
    assert.deepEqual([without.whole, without.light === identities.light], [undefined, false]);
    writeFileSync(join(layout.renewal, 'b.example.com.conf'), '');
    assert.deepEqual(candidatesIn(layout), new Set(['b.example.com', name, 'README']));
    rmSync(layout.renewal, { recursive: true });
    assert.deepEqual(candidatesIn(layout), new Set([name, 'README']));
    writeFileSync(layout.renewal, '');
    assert.equal(candidatesIn(layout), undefined);
  });

  it('is kept in one file, or in sixteen of one size where there are many', async (context) => {
    const table = (count: number) =>
      new Map(Array.from({ length: count }, (_, index) => [`n${index}`, { light: `l${index}`, whole: `w${index}` }]));
    for (const [count, shares] of [
      [0, 1],
      [1000, 1],
      [1001, mostShares],
      [4000, mostShares],
    ] as const) {
      const parts = sharesOf(table(count));
      assert.equal(parts.length, shares);
      assert.deepEqual(new Map(parts.flatMap((part) => [...part])), table(count));
      const largest = Math.max(1, Math.ceil(count / shares));
      assert.ok(parts.every(({ size }) => size <= largest));
    }
    const layout = createLayout(makeConfigDir(context));
    mkdirSync(layout.cache, { recursive: true });
    const text = shareText(table(2));
    await writeShare(layout, 3, text);
    assert.deepEqual(await readShare(layout, 3, shareDigest(text)), table(2));
    assert.equal(await readShare(layout, 3, shareDigest(`${text} `)), undefined);
    assert.equal(await readShare(layout, 4, shareDigest(text)), undefined);
  });

  it('has a header that is read whole, or not at all', async (context) => {
    const { layout } = await withLineage(context);
    const file = createHeaderFile(layout, log);
    const header = { roots: 'r', isListDue: true, facts: 'f', shares: ['a', 'b'], turn: 1, count: 2, unsettled: ['x'] };
    assert.equal(await file.read(), undefined);
    mkdirSync(layout.cache, { recursive: true });
    await file.write(header);
    assert.deepEqual(await file.read(), header);
    const path = join(layout.cache, 'unchanged.json');
    const put = (value: unknown) =>
      writeFileSync(path, withCheckDigits(typeof value === 'string' ? value : JSON.stringify(value)));
    put({ format: 2, ...header });
    assert.deepEqual(await file.read(), header);
    for (const key of ['format', 'roots', 'facts', 'shares', 'turn', 'count', 'unsettled']) {
      put({ format: 2, ...header, [key]: undefined });
      assert.equal(await file.read(), undefined, key);
    }
    for (const wrong of [{ format: 3, ...header }, { format: 2, ...header, turn: 2 }, 'no JSON', '[]']) {
      put(wrong);
      assert.equal(await file.read(), undefined, JSON.stringify(wrong));
    }
    writeFileSync(path, '{');
    assert.equal(await file.read(), undefined);
    await file.remove();
    await file.remove();
    mkdirSync(path);
    assert.equal(await file.read(), undefined, 'what cannot be read');
    assert.equal(markOf(header), markOf({ ...header, turn: 0, roots: 'other' }));
    for (const other of [{ facts: 'g' }, { shares: ['a'] }])
      assert.notEqual(markOf(header), markOf({ ...header, ...other }));
    mkdirSync(layout.state, { recursive: true });
    const before = await factsNow(layout);
    writeFileSync(join(layout.state, 'x.json'), '');
    assert.equal(await factsNow(layout), before);
    writeFileSync(join(layout.state, 'x.jsonl'), '');
    assert.notEqual(await factsNow(layout), before);
  });
});

describe('a recovery', () => {
  it('removes what a kill left wherever it writes, counts it, and touches nothing else', async (context) => {
    const { configDir, layout, store } = await withLineage(context);
    await store.accounts.save({ server: 'https://ca.example/directory', privateKey: pem.privkey });
    const places = [
      configDir,
      layout.renewal,
      layout.live,
      layout.liveDirectory('a.example.com'),
      layout.archiveDirectory('a.example.com'),
      layout.own,
      join(layout.accounts, 'ca.example/directory'),
    ];
    const left = places.map((place) => join(place, `${temporaryMark}-x`));
    for (const path of left) writeFileSync(path, '');
    const other = join(configDir, 'kept');
    writeFileSync(other, '');
    const told: unknown[] = [];
    const info = (fields: object) => void told.push((fields as { temporaryFiles?: number }).temporaryFiles);
    const recovering = openStore(configDir, { ...log, info });
    await recovering.recover();
    assert.deepEqual(told, [left.length]);
    assert.deepEqual(
      left.filter((path) => existsSync(path)),
      [],
    );
    assert.ok(existsSync(other));
    await recovering.recover();
    assert.equal(told.length, 1, 'nothing is told where there was nothing');
  });
});

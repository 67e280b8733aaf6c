import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { effectCount } from '../../core/effects/effects.js';
import { isFailure } from '../../core/sdk/failure.js';
import { readLines, removeLine, setLine } from '../../core/store/facts/change-lines.js';
import { createDurableMap, type DurableMap } from '../../core/store/facts/durable-map.js';
import { listeningLogger, makeConfigDir } from './volume.js';

const asText = (value: unknown) => (typeof value === 'string' ? value : undefined);
const step = 16 * 1024;
const reserve = 4 * 1024;

function open(context: TestContext) {
  const path = join(makeConfigDir(context), 'facts.jsonl');
  const another = (): DurableMap<string> => createDurableMap({ path, parse: asText, log: listeningLogger() });
  const lines = () =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  return { path, map: another(), another, lines, size: () => statSync(path).size };
}

async function plain(map: DurableMap<string>): Promise<Record<string, string>> {
  return Object.fromEntries(await map.values());
}

describe('a map of small facts', () => {
  it('has no file before something is to be kept, also where what is not there is removed', async (context) => {
    const { map, path } = open(context);
    await map.delete('a');
    await map.tidy();
    assert.deepEqual(await plain(map), {});
    assert.throws(() => statSync(path), { code: 'ENOENT' });
  });

  it('shows a change at once, and to others when it is promised', async (context) => {
    const { map, another } = open(context);
    await map.set('b', 'old');
    const [set, removed] = [map.set('a', 'one'), map.delete('b')];
    await set;
    await removed;
    assert.deepEqual([await plain(map), await plain(another())], [{ a: 'one' }, { a: 'one' }]);
    const late = map.set('a', 'two');
    assert.deepEqual(await plain(map), { a: 'two' });
    await late;
  });

  it('sees what another process has written since, before it writes and when it is read', async (context) => {
    const { map, another } = open(context);
    await map.set('a', 'one');
    await another().set('b', 'two');
    assert.deepEqual(await plain(map), { a: 'one', b: 'two' });
    await another().set('c', 'three');
    await map.set('d', 'four');
    assert.deepEqual(await plain(another()), { a: 'one', b: 'two', c: 'three', d: 'four' });
  });

  it('writes what is asked for together with one sync, in order', async (context) => {
    const { map, lines } = open(context);
    await map.set('a', 'one');
    const before = effectCount();
    await Promise.all([
      map.set('a', 'two'),
      map.apply([
        ['b', 'x'],
        ['a', undefined],
      ]),
      map.set('c', 'y'),
    ]);
    assert.equal(effectCount() - before, 2);
    assert.deepEqual(
      lines().slice(1),
      [setLine('a', 'two'), setLine('b', 'x'), removeLine('a'), setLine('c', 'y')].map((line) => line.trimEnd()),
    );
    assert.deepEqual(await plain(map), { b: 'x', c: 'y' });
  });

  it('grows by steps, keeps room for removals, and needs none for them', async (context) => {
    const { map, size, path, another } = open(context);
    await map.set('a', 'one');
    const first = size();
    assert.equal(first, setLine('a', 'one').length + step);
    await map.set('b', 'x'.repeat(step - reserve - setLine('b', '').length));
    assert.equal(size(), first, 'up to what is kept for removals');
    await map.delete('a');
    assert.equal(size(), first, 'which they may use');
    await map.set('c', 'z');
    const { end } = readLines(readFileSync(path), asText, path, listeningLogger());
    assert.equal(size(), end + step);
    assert.deepEqual(Object.keys(await plain(another())), ['b', 'c']);
  });

  it('is written anew where most of it is no longer true, and not for being long', async (context) => {
    const { map, lines } = open(context);
    await map.apply(Array.from({ length: 300 }, (_, index) => [`k${index}`, 'v'] as const));
    await map.set('k0', 'w');
    assert.equal(lines().length, 301);
    const worn = open(context);
    for (let count = 0; count < 257; count += 1) await worn.map.set('a', `${count}`);
    assert.deepEqual(worn.lines(), [setLine('a', '256').trimEnd()]);
  });

  it('is tidied where something in it is no longer true or makes no sense, else left alone', async (context) => {
    const { map, lines, path, another } = open(context);
    await map.set('a', 'one');
    const { ino, mtimeMs } = statSync(path);
    await map.tidy();
    assert.deepEqual([statSync(path).ino, statSync(path).mtimeMs], [ino, mtimeMs]);
    await map.set('a', 'two');
    await map.tidy();
    assert.deepEqual(lines(), [setLine('a', 'two').trimEnd()]);
    writeFileSync(path, `${lines().join('\n')}\n["torn`);
    await another().tidy();
    assert.deepEqual(lines(), [setLine('a', 'two').trimEnd()]);
    await map.set('b', 'three');
    assert.deepEqual(await plain(another()), { a: 'two', b: 'three' });
  });

  it('that has gone meanwhile has only what comes afterwards', async (context) => {
    const { map, path } = open(context);
    await map.set('a', 'one');
    rmSync(path);
    await map.set('b', 'two');
    assert.deepEqual(await plain(map), { b: 'two' });
  });

  it('tells each of those who asked that it cannot be read, and is as good as new afterwards', async (context) => {
    const { map, path } = open(context);
    await map.set('a', 'one');
    const before = readFileSync(path);
    rmSync(path);
    // A link that leads to itself.
    symlinkSync(path, path);
    const failed = await Promise.allSettled([map.set('a', 'two'), map.set('b', 'x'), map.tidy()]);
    for (const outcome of failed)
      assert.ok(outcome.status === 'rejected' && isFailure(outcome.reason, 'STORE'), outcome.status);
    rmSync(path);
    writeFileSync(path, before);
    assert.deepEqual(await plain(map), { a: 'one' });
    await map.set('c', 'three');
    assert.deepEqual(await plain(map), { a: 'one', c: 'three' });
  });
});

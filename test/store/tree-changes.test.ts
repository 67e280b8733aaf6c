import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { effectCount } from '../../core/effects/effects.js';
import { isFailure } from '../../core/sdk/failure.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { identitiesOf, rootsOf } from '../../core/store/lineages/identities.js';
import { createTreeChanges } from '../../core/store/lineages/tree-changes.js';
import { factsNow } from '../../core/store/lineages/tree-header.js';
import { namesOf, settledMs, treeOf } from './tree-of.js';
import { modeOf } from './volume.js';

describe('what has changed in a configuration directory', () => {
  it('is nothing after a look at all, and what changes later; of another mark nothing is told', async (context) => {
    const tree = treeOf(context, ['a', 'b', 'c']);
    tree.fill('b');
    assert.equal(await tree.changes.observe(new Set()), undefined, 'nothing to go on from');
    assert.equal(await tree.since('m'), undefined, 'nothing was kept');
    tree.lookAt();
    const observation = await tree.changes.observe(new Set());
    assert.equal(observation?.isSettled, true);
    const mark = (await observation?.keep()) ?? '';
    assert.deepEqual(
      { ...(await tree.header()), shares: [] },
      {
        roots: rootsOf(tree.layout).light,
        isListDue: false,
        facts: await factsNow(tree.layout),
        shares: [],
        turn: 0,
        count: 3,
        unsettled: [],
      },
    );
    const written = [tree.layout.cache, tree.shareFile(0), join(tree.layout.cache, 'unchanged.json')];
    assert.deepEqual(written.map(modeOf), [0o700, 0o600, 0o600]);
    assert.deepEqual(await tree.since(mark), []);
    assert.equal(await tree.since(`${mark}x`), undefined);
    assert.equal(await tree.changes.observe(new Set()), undefined, 'the mark of the last question was another');
    tree.rewrite('b');
    assert.deepEqual(await tree.since(mark), ['b']);
    tree.addTo('c');
    assert.deepEqual(await tree.since(mark), ['b', 'c'], 'nobody has looked at it yet');
    const next = await tree.keep(['b', 'c']);
    assert.notEqual(next, mark);
    assert.equal(await tree.since(mark), undefined);
    assert.deepEqual(await tree.since(next), []);
    mkdirSync(tree.layout.state);
    writeFileSync(join(tree.layout.state, 'known.jsonl'), '');
    assert.equal(await tree.since(next), undefined, 'what is remembered has changed');
  });

  it('cannot be told where names came or went, and goes on where they were worked on', async (context) => {
    const tree = treeOf(context, ['a', 'b', 'c']);
    tree.lookAt();
    const mark = await tree.keep();
    tree.stir();
    assert.deepEqual(await tree.since(mark), [], 'the same names');
    mkdirSync(tree.layout.liveDirectory('d'));
    assert.equal(await tree.changes.observe(new Set(['a'])), undefined, 'nobody worked on the new one');
    const again = await tree.keep(['d']);
    assert.equal((await tree.header())?.count, 4);
    assert.deepEqual(await tree.since(again), []);
    rmSync(tree.layout.liveDirectory('b'), { recursive: true });
    const gone = await tree.keep(['b']);
    assert.equal((await tree.header())?.count, 3);
    assert.deepEqual(await tree.since(gone), []);
    mkdirSync(tree.layout.liveDirectory('e'));
    assert.equal(await tree.since(gone), undefined);
    rmSync(tree.layout.liveDirectory('e'), { recursive: true });
    assert.deepEqual(await tree.since(gone), []);
    rmSync(tree.layout.liveDirectory('a'), { recursive: true });
    mkdirSync(tree.layout.liveDirectory('f'));
    assert.equal(await tree.since(gone), undefined, 'as many, but others');
    rmSync(tree.layout.renewal, { recursive: true });
    writeFileSync(tree.layout.renewal, '');
    assert.equal(await tree.since(gone), undefined, 'they cannot be listed');
  });

  it('is whatever changed less than two seconds ago, and the list of names again where that is as new', async (context) => {
    const tree = treeOf(context, ['a', 'b']);
    const newest = identitiesOf(tree.layout, 'b').identities.newest;
    tree.lookAt(undefined, newest + settledMs - 0.5);
    tree.clock.now = rootsOf(tree.layout).newest + settledMs;
    const mark = await tree.keep();
    const kept = await tree.header();
    assert.ok(kept?.unsettled.includes('b'));
    assert.equal(kept?.isListDue, false);
    assert.ok((await tree.since(mark))?.includes('b'));
    assert.equal((await tree.changes.observe(new Set()))?.isSettled, false);
    tree.clock.now = newest + 60_000;
    await tree.since(mark);
    assert.deepEqual(await tree.since(await tree.keep(['a', 'b'])), [], 'looked at later');
    tree.lookAt(undefined, newest + settledMs);
    tree.clock.now = rootsOf(tree.layout).newest + settledMs - 0.5;
    const soon = await tree.changes.observe(new Set());
    assert.equal(soon?.isSettled, false, 'because of the list');
    const again = (await soon?.keep()) ?? '';
    assert.deepEqual([(await tree.header())?.unsettled, (await tree.header())?.isListDue], [[], true]);
    assert.deepEqual(await tree.since(again), []);
    assert.equal((await tree.header())?.isListDue, true, 'still');
    tree.clock.now += 0.5;
    assert.deepEqual(await tree.since(again), []);
    assert.equal((await tree.header())?.isListDue, false);
    const settled = (await tree.header()) ?? assert.fail();
    tree.lookAt(['a']);
    const partial = await tree.keep();
    assert.deepEqual(await tree.since(partial), [], 'nothing asks for the list');
    await tree.putHeader({ ...settled, ...(await tree.header()), isListDue: true } as typeof settled);
    assert.equal(await tree.since(partial), undefined, 'the list has another name');
  });

  it('is asked no further once nobody wants to know', async (context) => {
    const tree = treeOf(context, ['a']);
    tree.lookAt();
    const mark = await tree.keep();
    const stopped = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(tree.changes.isUntouched(stopped), /stopped/);
    await assert.rejects(tree.changes.since(mark, stopped), /stopped/);
    assert.deepEqual(await tree.since(mark), []);
    await assert.rejects(tree.changes.observe(new Set(['a']), stopped), /stopped/);
  });

  it('is not noted where more than five hundred changed just now', async (context) => {
    const tree = treeOf(context, ['a']);
    const names = namesOf(501);
    for (const [count, isNoted] of [
      [500, true],
      [501, false],
    ] as const) {
      const seen = new Map(names.slice(0, count).map((name) => [name, { light: 'l', whole: 'w', newest: Infinity }]));
      const changes = createTreeChanges(tree.layout, silentLogger, () => ({
        at: tree.clock.now,
        roots: rootsOf(tree.layout),
        seen,
      }));
      assert.equal((await changes.observe(new Set())) !== undefined, isNoted, String(count));
    }
  });

  it('is told where files of it are of no use, and costs nothing where they cannot be written', async (context) => {
    const tree = treeOf(context, ['a']);
    tree.lookAt();
    const mark = await tree.keep();
    assert.deepEqual(await tree.since(mark), []);
    const share = readFileSync(tree.shareFile(0));
    writeFileSync(tree.shareFile(0), 'x');
    assert.equal(await tree.changes.observe(new Set()), undefined);
    assert.equal(await tree.since(mark), undefined);
    assert.equal(await tree.changes.isUntouched(), false);
    tree.stir();
    assert.equal(await tree.since(mark), undefined, 'nor are there names to compare with');
    writeFileSync(tree.shareFile(0), share);
    assert.deepEqual(await tree.since(mark), []);
    const observation = (await tree.changes.observe(new Set())) ?? assert.fail('there is nothing to keep');
    await tree.changes.forget();
    const effects = effectCount();
    await tree.changes.forget();
    assert.equal(effectCount(), effects, 'there is nothing to remove');
    mkdirSync(join(tree.layout.cache, 'unchanged.json'));
    assert.equal(await observation.keep(), undefined, 'no header');
    await assert.rejects(tree.changes.forget(), (error) => isFailure(error, 'STORE'));
    rmSync(tree.layout.cache, { recursive: true });
    tree.lookAt();
    const other = await tree.changes.observe(new Set());
    writeFileSync(tree.layout.cache, '');
    assert.equal(await other?.keep(), undefined, 'no share');
  });
});

import assert from 'node:assert/strict';
import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { rootsOf } from '../../core/store/lineages/identities.js';
import { shareDigest, writeShare } from '../../core/store/lineages/seen-table.js';
import { markOf } from '../../core/store/lineages/tree-header.js';
import { namesOf, treeOf } from './tree-of.js';

describe('what has changed among thousands', () => {
  // Sixteen shares of 250: four of them are looked at wholly, six lightly.
  const names = namesOf(4000);
  const inShare = (index: number) => names[index * 250 + 7] ?? '';

  it('is looked for in a share after the other, wholly in some and lightly in more', async (context) => {
    const tree = treeOf(context, [2, 4, 7, 12].map(inShare));
    for (const index of [2, 4]) tree.fill(inShare(index));
    tree.lookAt(names);
    const mark = await tree.keep();
    const inodes = () => Array.from({ length: 16 }, (_, index) => statSync(tree.shareFile(index)).ino);
    for (const index of [2, 4]) tree.rewrite(inShare(index));
    for (const index of [7, 12]) tree.addTo(inShare(index));
    assert.deepEqual(await tree.since(mark), [2, 7].map(inShare));
    assert.equal((await tree.header())?.turn, 0, 'what changed is kept by who looks at it');
    const before = inodes();
    const next = await tree.keep([...[2, 7].map(inShare), names[2 * 250] ?? '']);
    const after = inodes();
    assert.deepEqual(
      after.flatMap((inode, index) => (inode === before[index] ? [] : [index])),
      [2, 7],
      'only shares that changed are written',
    );
    assert.deepEqual([(await tree.header())?.turn, (await tree.header())?.count], [4, 4000]);
    assert.deepEqual(await tree.since(next), [4, 12].map(inShare));
    const last = await tree.keep([4, 12].map(inShare));
    const turns: unknown[] = [];
    for (let call = 0; call < 3; call += 1) {
      assert.deepEqual(await tree.since(last), []);
      turns.push((await tree.header())?.turn);
    }
    assert.deepEqual(turns, [12, 0, 4]);
  });

  it('is looked for in all of them, lightly, where the directories changed', async (context) => {
    const tree = treeOf(context, ['a', 'b', 'c']);
    tree.lookAt();
    await tree.keep();
    const rows = readFileSync(tree.shareFile(0), 'utf8').trimEnd().split('\n');
    for (const [index, row] of rows.entries()) await writeShare(tree.layout, index, `${row}\n`);
    const shares = rows.map((row) => shareDigest(`${row}\n`));
    const header = { ...((await tree.header()) ?? assert.fail()), shares, count: 3000 };
    await tree.putHeader(header);
    const mark = markOf(header);
    tree.addTo('c');
    assert.equal(await tree.changes.isUntouched(), true, 'too many for that');
    assert.deepEqual(await tree.since(mark), [], 'one wholly, and another one lightly');
    assert.equal((await tree.header())?.turn, 1);
    await tree.putHeader(header);
    tree.stir();
    assert.equal(await tree.changes.isUntouched(), false);
    assert.deepEqual(await tree.since(mark), ['c']);
    for (const [count, isUntouched] of [
      [2500, false],
      [2501, true],
    ] as const) {
      await tree.putHeader({ ...header, roots: rootsOf(tree.layout).light, count });
      assert.equal(await tree.changes.isUntouched(), isUntouched, String(count));
    }
  });
});

describe('a look before a recovery', () => {
  it('shows whether anything was touched, and spares the next question a second one', async (context) => {
    // Sixteen shares, of which twelve are looked at wholly.
    const names = namesOf(1300);
    // In the thirteenth share, the first that is not.
    const [first = '', last = ''] = [names[3], names[990]];
    const tree = treeOf(context, [first, last]);
    assert.equal(await tree.changes.isUntouched(), false);
    tree.fill(first);
    tree.lookAt(names);
    const mark = await tree.keep();
    assert.equal(await tree.changes.isUntouched(), true);
    tree.addTo(last);
    assert.deepEqual(await tree.since(mark), [], 'the last share was seen just before');
    assert.deepEqual(await tree.since(mark), [last]);
    assert.equal(await tree.changes.isUntouched(), false);
    assert.deepEqual(await tree.since(mark), [last], 'what that look found');
    const share = readFileSync(tree.shareFile(15));
    unlinkSync(tree.shareFile(15));
    assert.equal(await tree.changes.isUntouched(), false);
    writeFileSync(tree.shareFile(15), share);
    assert.deepEqual(await tree.since(mark), [last], 'nothing was found out');
    await tree.putHeader({ ...((await tree.header()) ?? assert.fail()), turn: 0 });
    const next = await tree.keep([last]);
    tree.rewrite(first);
    assert.equal(await tree.changes.isUntouched(), true, 'an exact look comes later');
    assert.deepEqual(await tree.since(next), [first]);
    tree.stir();
    assert.equal(await tree.changes.isUntouched(), false);
    await tree.changes.forget();
    assert.equal(await tree.header(), undefined);
    assert.equal(await tree.since(mark), undefined);
  });
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { effectCount } from '../../core/effects/effects.js';
import { createDueFile } from '../../core/store/facts/due-file.js';
import { createLayout } from '../../core/store/layout.js';
import { adopted, factsOf, lineageOf, nextRecord, renewalOf } from '../../core/store/records/lineage-record.js';
import { first, second } from './sides.js';
import { makeConfigDir, modeOf, openStore, saveRequest } from './volume.js';

describe('the index of what is due, in a file', () => {
  it('has the earliest first, those of no moment last, and is another one after each change', async (context) => {
    const { cache } = createLayout(makeConfigDir(context));
    const path = join(cache, 'due.jsonl');
    const due = createDueFile(cache, path);
    const entry = (name: string, dueAt?: number, wakeAt?: number, lifetimeMs?: number) => ({
      name,
      dueAt,
      wakeAt,
      lifetimeMs,
    });
    const entries = [
      entry('c', 30, 3),
      entry('never'),
      entry('a', 10, 9, 5),
      entry('b', 20),
      entry('same', 20, 9),
      entry('woken', undefined, 60),
    ];
    const id = await due.replace(entries);
    assert.deepEqual([modeOf(cache), modeOf(path)], [0o700, 0o600]);
    for (const [now, most, names] of [
      [9, 9, []],
      [10, 9, ['a']],
      [20, 9, ['a', 'b', 'same']],
      [30, 2, ['a', 'b']],
      [30, 0, []],
      [1e9, 9, ['a', 'b', 'same', 'c']],
    ] as const)
      assert.deepEqual(await due.due(id, now, most), names, `${now} ${most}`);
    const [c, , a, , same, woken] = entries;
    assert.deepEqual(await due.next(id, 9), [c, a, same, woken]);
    assert.deepEqual(await due.next(id, 1), [c]);
    const next = (await due.update(id, [entry('c', 5, 50, 7), entry('new', 1)])) ?? assert.fail();
    assert.notEqual(next, id);
    for (const call of [due.due(id, 9, 9), due.next(id, 9), due.update(id, [])]) assert.equal(await call, undefined);
    assert.deepEqual(await due.due(next, 15, 9), ['new', 'c', 'a']);
    assert.deepEqual(await due.next(next, 9), [a, same, entry('c', 5, 50, 7), woken]);
    writeFileSync(path, '');
    assert.equal(await due.due(next, 15, 9), undefined);
    const empty = await due.replace([]);
    assert.deepEqual([await due.due(empty, 9, 9), await due.next(empty, 9)], [[], []]);
    assert.equal(await createDueFile(cache, join(cache, 'none')).due(empty, 9, 9), undefined);
  });
});

describe('a single fact', () => {
  it('is written where it is another one, and named by what can be read', async (context) => {
    const configDir = makeConfigDir(context);
    const { state } = openStore(configDir);
    const asNumber = (value: unknown) => (typeof value === 'number' ? value : undefined);
    await state.write('n', 1);
    const effects = effectCount();
    assert.equal(await state.update('n', asNumber, (before) => before ?? 9), 1);
    assert.equal(effectCount(), effects);
    assert.equal(await state.update('n', asNumber, (before = 0) => before + 1), 2);
    assert.ok(effectCount() > effects);
    const { state: directory } = createLayout(configDir);
    assert.deepEqual([modeOf(directory), modeOf(join(directory, 'n.json'))], [0o700, 0o600]);
    for (const name of ['%zz.json', '.x.json', 'x.txt']) writeFileSync(join(directory, name), '1');
    assert.deepEqual(await state.list(), ['n']);
    const failing = state.update('n', asNumber, () => {
      throw new Error('no');
    });
    const after = state.update('n', asNumber, (before = 0) => before + 1);
    await assert.rejects(failing, /no/);
    assert.equal(await after, 3, 'who comes next is not held up');
  });
});

describe('a record of a lineage', () => {
  const name = 'a.example.com';

  it('follows the one before, with what that was', () => {
    const { record: one, privkey } = nextRecord(saveRequest(name, first), undefined);
    assert.deepEqual([one.version, renewalOf(one).managed, privkey.trim()], [1, 'created', first.privkey.trim()]);
    const certbots = { ...one, version: 6, renewal: one.renewal.replace(/^.*managed.*\n/gm, '') };
    assert.equal(renewalOf(certbots).managed, undefined);
    const { record: next } = nextRecord(saveRequest(name, second), certbots);
    assert.deepEqual([next.version, renewalOf(next).managed], [7, 'adopted']);
    assert.equal(nextRecord({ ...saveRequest(name, second), version: 3 }, one).record.version, 3);
    assert.equal(renewalOf(nextRecord(saveRequest(name, second), one).record).managed, 'created');
    assert.equal(adopted(one), undefined);
    assert.equal(renewalOf(adopted(certbots) ?? assert.fail()).managed, 'adopted');
    const seen = lineageOf(one, factsOf(one), renewalOf(one));
    assert.deepEqual(
      [seen.health, seen.managed, seen.accountId, seen.domains],
      ['good', 'created', 'a'.repeat(32), [name]],
    );
  });

  it('says that its certificate cannot be read, and nothing of what it is', () => {
    const { record } = nextRecord(saveRequest(name, first), undefined);
    for (const cert of ['', 'x', record.cert.replace(/[A-Z]{3}/g, 'AAA')])
      assert.throws(() => factsOf({ ...record, cert }), {
        code: 'LINEAGE',
        message: `the certificate of ${name} in the store cannot be read`,
        place: name,
      });
  });
});

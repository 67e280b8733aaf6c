import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import type { StoreChanges } from '../../../core/store/changes.js';
import type { Row } from '../../../core/store/postgres/database.js';
import { createDueRows } from '../../../core/store/postgres/due-rows.js';
import { createInstances } from '../../../core/store/postgres/instances.js';
import { createRowChanges } from '../../../core/store/postgres/row-changes.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import { assertEachMatters, scriptedSession } from './scripted.js';

/** Answers by what a statement begins with, and keeps what was said with its values. */
function open(answers: Readonly<Record<string, readonly Row[]>> = {}) {
  const said: (readonly unknown[])[] = [];
  const opened = scriptedSession((sql, values) => {
    said.push([sql.split(' ').slice(0, 3).join(' '), ...values]);
    return Object.entries(answers).find(([begin]) => sql.startsWith(begin))?.[1] ?? [];
  });
  return { ...opened, said };
}

describe('what instances tell of themselves', () => {
  const self = { version: '1.2.3', configuration: 'c' };
  const instance = { id: 'i', directory: '/d' };
  const inserted = ['INSERT INTO ledns_instance', 'i', hostname(), '/d', '1.2.3', 'c'];

  it('is told with all files where it comes for the first time, and the old ones are forgotten once an hour', async (context) => {
    const now = context.mock.method(performance, 'now', () => 1000);
    const answers: Record<string, Row[]> = { 'INSERT INTO ledns_instance': [{ is_new: true }] };
    const { session, said } = open(answers);
    let files = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    const { announce } = createInstances(session, { ...instance, published: async () => files });
    const prune = [['DELETE FROM ledns_instance'], ['DELETE FROM ledns_published']];
    const files1 = ['INSERT INTO ledns_published', 'i', ['a', 'b'], [1, 2]];
    for (const [at, isNew, expected] of [
      [1000, true, [inserted, ...prune, files1]],
      [1000 + 3_600_000 - 1, true, [inserted, files1]],
      [1000 + 3_600_000, false, [inserted, ...prune]],
      [1000 + 3_600_000, false, [inserted]],
    ] as const) {
      now.mock.mockImplementation(() => at);
      answers['INSERT INTO ledns_instance'] = [{ is_new: isNew }];
      said.length = 0;
      await announce(self);
      assert.deepEqual(said, expected);
    }
    files = new Map();
    answers['INSERT INTO ledns_instance'] = [{ is_new: true }];
    said.length = 0;
    await announce(self);
    assert.deepEqual(said, [inserted], 'no files, no word of them');
  });

  it('is forgotten where its host is gone, and never while it is at work', async () => {
    const answers: Record<string, Row[]> = { 'DELETE FROM ledns_instance': [{ id: 'x' }, { id: 'y' }] };
    const { session, said } = open(answers);
    const { forget } = createInstances(session, { ...instance, published: async () => new Map() });
    assert.equal(await forget('h'), 2);
    assert.deepEqual(said, [
      ['SELECT directory FROM', 'h', null, 180],
      ['DELETE FROM ledns_instance', 'h', null],
      ['DELETE FROM ledns_published', ['x', 'y']],
    ]);
    said.length = 0;
    answers['SELECT directory'] = [{ directory: '/d' }];
    await assert.rejects(
      forget('h', '/d'),
      (error) =>
        isFailure(error, 'CONFIG') &&
        error.message === 'the instance of h in /d is at work' &&
        /wait for 3 minutes/.test(error.hint ?? ''),
    );
    assert.deepEqual(said, [['SELECT directory FROM', 'h', '/d', 180]]);
  });

  it('is given back with what each has, or how many of these are behind', async () => {
    const seenAt = new Date(5000);
    const row = {
      id: 'x',
      host: 'h',
      directory: '/d',
      program_version: '1',
      configuration: 'c',
      seen_at: seenAt,
      silent: 2.5,
    };
    const { session } = open({
      'SELECT id': [row, { ...row, id: 'y', seen_at: 'then' }],
      'SELECT instance, name': [
        { instance: 'x', name: 'a', version: 1 },
        { instance: 'x', name: 'b', version: 2 },
        { instance: 'gone', name: 'a', version: 1 },
      ],
      'SELECT instance, count': [{ instance: 'x', behind: 3 }],
    });
    const { instances, glance } = createInstances(session, { ...instance, published: async () => new Map() });
    const known = { host: 'h', directory: '/d', version: '1', configuration: 'c', seenAt, silentForSeconds: 2.5 };
    const [first, second] = await instances();
    const published = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    assert.deepEqual(first, { ...known, published });
    assert.deepEqual([second?.published, Number.isNaN(second?.seenAt.getTime())], [new Map(), true]);
    assert.deepEqual(
      (await glance()).map(({ behind, host }) => [host, behind]),
      [
        ['h', 3],
        ['h', 0],
      ],
    );
    assert.deepEqual((await glance())[0], { ...known, behind: 3 });
  });
});

describe('what has changed among rows', () => {
  it('is what has changed of the files, as long as the rows are the same', async () => {
    const sums: Row[] = [{ lineages: '1 2', facts: '3 4' }];
    const { session } = open({ SELECT: sums });
    const asked: string[] = [];
    let kept: string | undefined = 'of files';
    let isThere = true;
    const files: StoreChanges = {
      async since(mark) {
        asked.push(mark);
        return new Set(['a']);
      },
      observe: async () => (isThere ? { isSettled: false, keep: async () => kept } : undefined),
    };
    const changes = createRowChanges(session, files);
    const observation = await changes.observe(new Set());
    assert.equal(observation?.isSettled, false);
    const mark = (await observation?.keep()) ?? assert.fail();
    assert.deepEqual(await changes.since(mark), new Set(['a']));
    assert.deepEqual(asked, ['of files']);
    for (const wrong of ['', 'x', '{}', '[]', 'null', '["of files"]', JSON.stringify([1, JSON.parse(mark)[1]])])
      assert.equal(await changes.since(wrong), undefined, wrong);
    sums[0] = { lineages: '1 2', facts: '3 5' };
    assert.equal(await changes.since(mark), undefined);
    assert.equal(asked.length, 1);
    kept = undefined;
    assert.equal(await (await changes.observe(new Set()))?.keep(), undefined);
    isThere = false;
    assert.equal(await changes.observe(new Set()), undefined);
  });
});

describe('the index of what is due, in rows', () => {
  const sealer = createSealer(randomBytes(32));
  const seed = String(sealer.stamp(['due'], 'sum').readBigInt64LE(16));

  it('is named anew by each change, and is another one where that is not the one that was asked about', async () => {
    const answers: Record<string, Row[]> = { 'SELECT (SELECT': [{ sum: '2 99' }], 'SELECT 1': [] };
    const { session, said } = open(answers);
    const due = createDueRows(session, sealer);
    const entry = { name: 'a', dueAt: 1, wakeAt: 2, lifetimeMs: 3 };
    const bare = { name: 'b', dueAt: undefined, wakeAt: undefined, lifetimeMs: undefined };
    const id = await due.replace([entry, bare]);
    assert.match(id, /^[0-9a-f-]{36} 2 99$/);
    const [uuid] = id.split(' ');
    const naming = (own: unknown) => [
      ['DELETE FROM ledns_due_index'],
      ['INSERT INTO ledns_due_index', own],
      ['SELECT (SELECT concat(count(*),', seed],
    ];
    const put = (...lists: readonly unknown[]) => ['INSERT INTO ledns_due', ...lists];
    assert.deepEqual(said, [
      ['DELETE FROM ledns_due', ['a', 'b']],
      put(['a', 'b'], [1, null], [2, null], [3, null]),
      ...naming(uuid),
    ]);
    said.length = 0;
    assert.equal(await due.update(id, [entry]), undefined);
    assert.deepEqual(said, [['SELECT 1 FROM', id, seed]]);
    answers['SELECT 1'] = [{}];
    said.length = 0;
    const next = (await due.update(id, [entry])) ?? assert.fail();
    assert.notEqual(next, id);
    assert.deepEqual(said.slice(1), [put(['a'], [1], [2], [3]), ...naming(next.split(' ')[0])]);
    said.length = 0;
    const many = Array.from({ length: 10_001 }, (_, index) => ({ ...bare, name: `n${index}` }));
    await due.replace(many);
    assert.deepEqual(
      said.slice(1, 3).map(([, names]) => (names as unknown as readonly string[]).length),
      [10_000, 1],
    );
    for (const [entries, puts] of [
      [many.slice(1), 1],
      [[], 0],
    ] as const) {
      said.length = 0;
      await due.replace(entries);
      assert.equal(said.filter(([sql]) => sql === 'INSERT INTO ledns_due').length, puts);
    }
  });

  it('gives names and moments; no row at all is another index, and a row of nothing is none of it', async () => {
    const answers: Record<string, Row[]> = { 'SELECT found': [] };
    const { session, said } = open(answers);
    const due = createDueRows(session, sealer);
    assert.deepEqual([await due.due('id', 5, 9), await due.next('id', 9)], [undefined, undefined]);
    assert.deepEqual(
      said.map(([, ...values]) => values),
      [
        ['id', seed, 5, 9],
        ['id', seed, 9],
      ],
    );
    answers['SELECT found'] = [{ name: null, due_at: null, wake_at: null, lifetime_ms: null }];
    assert.deepEqual([await due.due('id', 5, 9), await due.next('id', 9)], [[], []]);
    answers['SELECT found'] = [
      { name: 'a', due_at: '1', wake_at: '2', lifetime_ms: '3' },
      { name: 'b', due_at: null, wake_at: '4', lifetime_ms: null },
    ];
    assert.deepEqual(await due.due('id', 5, 9), ['a', 'b']);
    assert.deepEqual(await due.next('id', 9), [
      { name: 'a', dueAt: 1, wakeAt: 2, lifetimeMs: 3 },
      { name: 'b', dueAt: undefined, wakeAt: 4, lifetimeMs: undefined },
    ]);
  });
});

describe('what instances tell, and what is due', () => {
  it('is told wholly or not at all', async () => {
    const sealer = createSealer(randomBytes(32));
    const entry = { name: 'a', dueAt: 1, wakeAt: 2, lifetimeMs: 3 };
    type Session = ReturnType<typeof open>['session'];
    const instances = (session: Session) =>
      createInstances(session, { id: 'i', directory: '/d', published: async () => new Map([['a', 1]]) });
    const works: readonly ((session: Session) => Promise<unknown>)[] = [
      (session) => instances(session).announce({ version: '1', configuration: 'c' }),
      (session) => instances(session).forget('h'),
      (session) => instances(session).instances(),
      (session) => instances(session).glance(),
      (session) => createDueRows(session, sealer).replace([entry]),
      (session) => createDueRows(session, sealer).update('id', [entry]),
    ];
    for (const work of works) {
      await assertEachMatters(async () => {
        const { session, refuse } = open({ 'SELECT 1': [{}], 'INSERT INTO ledns_instance': [{ is_new: true }] });
        return { refuse, work: () => work(session) };
      });
    }
  });
});

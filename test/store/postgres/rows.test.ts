import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createFactRows } from '../../../core/store/postgres/fact-rows.js';
import { createAccounts, createJournalRows, createStateRows } from '../../../core/store/postgres/other-rows.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import { makeKey } from '../certificates.js';
import { listeningLogger, server } from '../volume.js';
import { assertEachMatters } from './scripted.js';
import { memoryTables } from './tables.js';

const sealer = createSealer(randomBytes(32));
const foreign = createSealer(randomBytes(32));
const asNumber = (value: unknown) => (typeof value === 'number' ? value : undefined);
const order = { kind: 'order', certificate: 'a', orderUrl: 'u', server, domains: [], createdAt: 1 } as const;

describe('facts in rows', () => {
  it('are changed under the lease of their kind, with no statement more than that takes', async () => {
    const { session, statements, under } = memoryTables();
    const facts = createFactRows(session, { sealer, log: listeningLogger() }, 'k', asNumber, 'doors');
    const others = createFactRows(session, { sealer, log: listeningLogger() }, 'other', asNumber, 'directory');
    await others.change(() => ({ one: 11 }));
    const said = async (work: () => Promise<unknown>) => {
      statements.length = 0;
      await work();
      return [...statements];
    };
    const [read, insert, remove] = ['SELECT ledns_fact', 'INSERT INTO ledns_fact', 'DELETE FROM ledns_fact'];
    const table: readonly [Readonly<Record<string, number | undefined>>, readonly unknown[], object][] = [
      [{ one: 1, two: 2 }, [read, insert], { one: 1, two: 2 }],
      [{}, [read], { one: 1, two: 2 }],
      [{ one: undefined }, [read, remove], { two: 2 }],
      [{ two: undefined, three: 3, four: 4 }, [read, insert, remove], { three: 3, four: 4 }],
    ];
    for (const [changes, expected, after] of table) {
      assert.deepEqual(await said(() => facts.change(() => changes)), expected);
      assert.deepEqual(Object.fromEntries(await facts.all()), after);
    }
    assert.deepEqual(new Set(under), new Set(['directory', 'doors']));
    assert.equal(await facts.update('three', (before = 0) => before + 10), 13);
    assert.equal(await facts.update('five', (before) => before), undefined);
    assert.deepEqual(
      [await facts.get('three'), await facts.get('five'), await facts.get('one')],
      [13, undefined, undefined],
    );
    assert.deepEqual(Object.fromEntries(await facts.all(['four', 'none'])), { four: 4 });
    assert.equal(await others.get('one'), 11);
  });

  it('count for nothing where somebody else put them there, which is said once each, and a hundred times at most', async () => {
    const { session, fact } = memoryTables();
    const log = listeningLogger();
    const facts = createFactRows(session, { sealer, log }, 'k', asNumber, 'directory');
    await facts.change(() => ({ good: 1 }));
    const put = (key: string, stamp: unknown) => fact.set(`k ${key}`, { kind: 'k', key, value: '2', stamp });
    put('bad', foreign.stamp(['fact', 'k', 'bad'], '2'));
    put('moved', sealer.stamp(['fact', 'k', 'good'], '2'));
    put('none', null);
    for (let turn = 0; turn < 2; turn += 1) assert.deepEqual(Object.fromEntries(await facts.all()), { good: 1 });
    assert.equal(await facts.get('bad'), undefined);
    assert.deepEqual(log.warnings, Array(3).fill('left out: not written there by this program'));
    assert.deepEqual(log.events, Array(3).fill('store.foreign'));
    for (let index = 0; index < 120; index += 1) put(`x${index}`, null);
    await facts.all();
    assert.equal(log.warnings.length, 100);
  });
});

describe('the journal and the state in rows', () => {
  it('keep entries by id, sealed, and leave out what somebody else put there', async () => {
    const { session, journal: rows } = memoryTables();
    const log = listeningLogger();
    const journal = createJournalRows(session, sealer, log);
    const id = await journal.add(order);
    await journal.update(id, { ...order, orderUrl: 'v' });
    assert.deepEqual(await journal.list('order'), [{ ...order, orderUrl: 'v', id }]);
    assert.equal(JSON.stringify([...rows.values()]).includes('orderUrl'), false);
    assert.deepEqual(await journal.list('txt-record'), []);
    rows.set('order--ab', {
      id: 'order--ab',
      kind: 'order',
      sealed_entry: sealer.seal(['journal', 'order--cd'], '{}'),
    });
    rows.set('order--ef', {
      id: 'order--ef',
      kind: 'order',
      sealed_entry: sealer.seal(['journal', 'order--ef'], '{}'),
    });
    assert.equal((await journal.list('order')).length, 1);
    assert.deepEqual([log.warnings, log.events], [['left out of the journal'], ['store.foreign']]);
    await journal.remove(id);
    assert.deepEqual(await journal.list('order'), []);
    await journal.tidy();
  });

  it('keep single values, and write what has changed', async () => {
    const { session, state: rows, statements } = memoryTables();
    const state = createStateRows(session, sealer);
    for (const key of ['b', 'a1', 'a0']) await state.write(key, 5);
    assert.deepEqual(
      [await state.list(), await state.list('a')],
      [
        ['a0', 'a1', 'b'],
        ['a0', 'a1'],
      ],
    );
    assert.equal(sealer.open(['state', 'b'], rows.get('b')?.sealed_value as Buffer), '5');
    statements.length = 0;
    assert.equal(await state.update('b', asNumber, (before) => before ?? 0), 5);
    assert.deepEqual(statements, ['SELECT ledns_state']);
    assert.equal(await state.update('b', asNumber, (before = 0) => before + 1), 6);
    assert.equal(await state.update('c', asNumber, (before = 7) => before), 7);
    assert.deepEqual([await state.read('b', asNumber), await state.read('c', asNumber)], [6, 7]);
    await state.remove('b');
    assert.equal(await state.read('b', asNumber), undefined);
    rows.set('c', { key: 'c', sealed_value: sealer.seal(['state', 'a0'], '9') });
    await assert.rejects(state.read('c', asNumber), { code: 'LINEAGE' });
  });
});

describe('accounts in rows', () => {
  it('are bound to what stands beside their keys', async () => {
    const { session, account: rows } = memoryTables();
    const accounts = createAccounts(session, sealer);
    const [one, other] = [makeKey('ecdsa256'), makeKey('ecdsa256')];
    const saved = await accounts.save({
      server,
      privateKey: one,
      accountUrl: `${server}/1`,
      contact: ['mailto:a@b.c'],
    });
    for (const row of rows.values()) row.contact = JSON.parse(String(row.contact));
    await accounts.save({ server: 'https://other.example/x', privateKey: other });
    assert.equal((await accounts.list()).length, 2);
    const [kept] = [...rows.values()].filter(({ id }) => id === saved.id);
    const sealedAs = ['account', String(kept?.server_path), saved.id];
    assert.match(sealer.open(sealedAs, kept?.sealed_key as Buffer), /^\{"privkey":/);
    const [found, ...more] = await accounts.find(server);
    assert.deepEqual([found?.accountUrl, found?.contact, more], [`${server}/1`, ['mailto:a@b.c'], []]);
    assert.equal(found?.privateKey.trim(), one.trim());
    assert.deepEqual([found?.createdAt, found?.createdOn], [saved.createdAt, saved.createdOn]);
    const bare = [...rows.values()].find((row) => row.server_path === 'other.example/x');
    assert.deepEqual([bare?.account_url, bare?.contact], [null, null]);
    await accounts.forgetUrl(server, saved.id);
    assert.equal((await accounts.find(server))[0]?.accountUrl, undefined);
    for (const [column, value] of [
      ['account_url', 'https://evil.example/1'],
      ['contact', ['mailto:x@y.z']],
      ['created_at', new Date(0)],
      ['created_on', 'elsewhere'],
    ] as const) {
      const row = [...rows.values()].find((each) => each.id === saved.id) ?? assert.fail();
      const before = row[column];
      row[column] = value;
      await assert.rejects(accounts.find(server), { code: 'LINEAGE' }, column);
      row[column] = before;
    }
  });
});

describe('what is kept in rows', () => {
  it('is changed wholly or not at all', async () => {
    const log = listeningLogger();
    const privateKey = makeKey('ecdsa256');
    type Session = ReturnType<typeof memoryTables>['session'];
    const works: readonly ((session: Session) => Promise<unknown>)[] = [
      (session) =>
        createFactRows(session, { sealer, log }, 'k', asNumber, 'doors').change(() => ({ a: 1, b: undefined })),
      (session) => createFactRows(session, { sealer, log }, 'k', asNumber, 'doors').update('a', () => 2),
      (session) => createFactRows(session, { sealer, log }, 'k', asNumber, 'doors').get('a'),
      (session) => createJournalRows(session, sealer, log).add(order),
      (session) => createJournalRows(session, sealer, log).remove('order--1'),
      (session) => createStateRows(session, sealer).write('k', 1),
      (session) => createStateRows(session, sealer).update('k', asNumber, () => 1),
      (session) => createStateRows(session, sealer).remove('k'),
      (session) => createAccounts(session, sealer).save({ server, privateKey }),
    ];
    for (const work of works) {
      await assertEachMatters(async () => {
        const { session, refuse } = memoryTables();
        return { refuse, work: () => work(session) };
      });
    }
  });
});

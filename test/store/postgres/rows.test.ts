import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import type { Query } from '../../../core/store/postgres/database.js';
import { createFactRows } from '../../../core/store/postgres/fact-rows.js';
import { createLineageRows } from '../../../core/store/postgres/lineage-rows.js';
import { createAccounts, createJournalRows, createStateRows } from '../../../core/store/postgres/other-rows.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import { makeKey } from '../certificates.js';
import { first, second } from '../sides.js';
import { listeningLogger, saveRequest, server } from '../volume.js';
import { memoryTables } from './tables.js';

const sealer = createSealer(randomBytes(32));
const foreign = createSealer(randomBytes(32));
const asNumber = (value: unknown) => (typeof value === 'number' ? value : undefined);
const order = { kind: 'order', certificate: 'a', orderUrl: 'u', server, domains: [], createdAt: 1 } as const;
const a = 'a.example.com';

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
    assert.deepEqual(log.warnings, ['left out of the journal']);
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

describe('lineages in rows', () => {
  function open() {
    const tables = memoryTables();
    const told: string[] = [];
    const rows = createLineageRows(tables.session, sealer, async (_query: Query, what) => void told.push(what));
    return { ...tables, told, rows };
  }

  it('have one version after the other, and each is told', async () => {
    const { rows, told, version: versions, journal } = open();
    journal.set('order--1', { id: 'order--1' });
    journal.set('order--2', { id: 'order--2' });
    assert.equal(await rows.save(saveRequest(a, first)), 1);
    assert.equal(await rows.save({ ...saveRequest(a, second), settles: ['order--1'] }), 2);
    assert.deepEqual([[...versions.keys()], [...journal.keys()]], [[`${a} 1`], ['order--2']]);
    assert.equal(await rows.save({ ...saveRequest(a, first), version: 9 }), 9);
    await rows.save(saveRequest('0.example.com', second));
    assert.deepEqual(told, [...Array(3).fill(`lineage ${a}`), 'lineage 0.example.com']);
    assert.deepEqual(
      (await rows.lineages()).map(({ name, version }) => [name, version]),
      [
        ['0.example.com', 1],
        [a, 9],
      ],
    );
    assert.deepEqual(
      (await rows.lineages({ names: [a, 'none'] })).map(({ name }) => name),
      [a],
    );
    assert.deepEqual([(await rows.read(a))?.version, await rows.read('none')], [9, undefined]);
    const { cert, chain, privkey } = await rows.material(a);
    assert.deepEqual(
      [cert, chain, privkey].map((text) => text.trim()),
      [first.cert, first.chain, first.privkey].map((text) => text.trim()),
    );
    assert.deepEqual([(await rows.whole(a))?.version, await rows.whole('none')], [9, undefined]);
    await assert.rejects(rows.material('none'), { code: 'LINEAGE', message: /there is no certificate named none/ });
    assert.deepEqual([...(await rows.versions()).keys()].sort(), ['0.example.com', a]);
    const stopped = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(rows.versions(stopped), /stopped/);
    await assert.rejects(rows.lineages({ signal: stopped }), /stopped/);
  });

  it('leave behind at their removal which number was the last, for who has the key', async () => {
    const { rows, told, version: versions } = open();
    await rows.save(saveRequest(a, first));
    await rows.save(saveRequest(a, second));
    told.length = 0;
    await rows.remove('none');
    assert.deepEqual([told, [...versions.keys()]], [[], [`${a} 1`]]);
    await rows.remove(a);
    assert.deepEqual([told, [...versions.keys()]], [[`lineage ${a}`], [`${a} 2`]]);
    assert.deepEqual([await rows.removed([a, 'none']), await rows.removed([])], [new Map([[a, 2]]), new Map()]);
    assert.equal(await rows.read(a), undefined);
    assert.equal(await rows.save(saveRequest(a, first)), 3);
    versions.set(`${a} 7`, {
      name: a,
      version: 7,
      cert: '',
      chain: '',
      sealed_key: foreign.stamp(['removed', a, '7'], ''),
    });
    assert.deepEqual(await rows.removed([a]), new Map([[a, 2]]));
  });

  it('are refused where name, texts or what was there before is not what it should be', async () => {
    const { rows, lineage, statements } = open();
    const broken = { cert: first.cert, chain: first.chain, privkey: second.privkey };
    for (const work of [
      () => rows.save(saveRequest('../x', first)),
      () => rows.remove('../x'),
      () => rows.save({ ...saveRequest(a, first), pem: broken }),
      () => rows.importLineage({ name: '../x', version: 1, renewal: '', ...first }),
      () => rows.importLineage({ name: a, version: 1, renewal: '', ...broken }),
    ])
      await assert.rejects(work, (error) => isFailure(error, 'STORE', 'INTERNAL'));
    assert.deepEqual(statements, []);
    await rows.save(saveRequest(a, first));
    Object.assign(lineage.get(a) ?? {}, { renewal: 'post_hook = evil\n' });
    for (const work of [() => rows.save(saveRequest(a, second)), () => rows.whole(a), () => rows.adopt(a)])
      await assert.rejects(work, { code: 'LINEAGE' });
    Object.assign(lineage.get(a) ?? {}, { facts: '{}' });
    assert.deepEqual((await rows.read(a))?.health, {
      unreadable: 'what the store has of it was not written there by this program',
    });
  });

  it("come from elsewhere as they are, and become this program's own once", async () => {
    const { rows, told } = open();
    const renewal = `version = 1.32.0\n[renewalparams]\nserver = ${server}\naccount = ${'a'.repeat(32)}\n`;
    await rows.importLineage({ name: a, version: 4, renewal, ...first });
    assert.deepEqual(told, [`lineage ${a}`]);
    assert.deepEqual([(await rows.whole(a))?.renewal, (await rows.read(a))?.managed], [renewal, undefined]);
    assert.deepEqual([await rows.adopt(a), await rows.adopt(a)], [true, false]);
    assert.equal((await rows.read(a))?.managed, 'adopted');
    assert.equal((await rows.whole(a))?.privkey.trim(), first.privkey.trim());
    await assert.rejects(rows.adopt('none'), { code: 'LINEAGE' });
  });
});

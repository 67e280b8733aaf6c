import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Database, Row } from '../../../core/store/postgres/database.js';
import { reseal } from '../../../core/store/postgres/reseal.js';
import { sealLineage } from '../../../core/store/postgres/sealed-lineage.js';
import { createSealer, keyIdOf, type Sealer } from '../../../core/store/postgres/sealing.js';
import { bindStore } from '../../../core/store/postgres/upgrade.js';
import { nextRecord } from '../../../core/store/records/lineage-record.js';
import { first } from '../sides.js';
import { listeningLogger, saveRequest } from '../volume.js';
import { type Script, scriptedQuery, scriptedSession } from './scripted.js';

const [newKey, oldKey] = [randomBytes(32), randomBytes(32)];
const [before, now, after] = [createSealer(oldKey), createSealer(newKey, oldKey), createSealer(newKey)];
const stranger = createSealer(randomBytes(32));
const a = 'a.example.com';

interface Kept extends Row {
  sealed: Buffer;
}

/** Columns of tables, each with what tells one of its rows from the others, what it is about and the text that is stamped. */
const columns: readonly [
  table: string,
  column: string,
  keys: readonly Row[string][],
  subject: string[],
  text?: string,
][] = [
  ['ledns_lineage', 'sealed_key', [a, 3], ['lineage', a, '3']],
  ['ledns_lineage', 'stamp', [a, 3], ['facts', a, '3'], '{}'],
  ['ledns_lineage_version', 'sealed_key', [a, 2], ['lineage', a, '2']],
  ['ledns_lineage_version', 'removed', [a, 1], ['removed', a, '1'], ''],
  ['ledns_account', 'sealed_key', ['s', 'i'], ['account', 's', 'i']],
  ['ledns_journal', 'sealed_entry', ['order--1'], ['journal', 'order--1']],
  ['ledns_state', 'sealed_value', ['k'], ['state', 'k']],
  ['ledns_fact', 'stamp', ['kind', 'k'], ['fact', 'kind', 'k'], '1'],
];

function open(sealer: Sealer) {
  const rows = new Map<string, Kept[]>();
  for (const [table, column, keys, subject, text] of columns) {
    const sealed = text === undefined ? sealer.seal(subject, 'secret') : sealer.stamp(subject, text);
    rows.set(`${table} ${column}`, [{ keys, sealed, text: text ?? '' }]);
  }
  const updates: string[] = [];
  const script: Script = (sql, values) => {
    const table = /(?:FROM|UPDATE) (\w+)/.exec(sql)?.[1] ?? '';
    if (sql.startsWith('SELECT')) {
      const [, names = '', column = '', more = ''] = /^SELECT (.*), (\w+) AS sealed(.*)$/.exec(sql) ?? [];
      const kept = rows.get(`${table} ${more.includes("cert = ''") ? 'removed' : column}`) ?? [];
      const [, limit, offset] = (/LIMIT (\d+) OFFSET (\d+)/.exec(sql) ?? []).map(Number) as [number, number, number];
      return kept
        .filter(({ sealed }) => keyIdOf(sealed) !== values[0])
        .slice(offset, offset + limit)
        .map(({ keys, sealed, text }) => ({
          ...Object.fromEntries(names.split(', ').map((name, index) => [name, (keys as unknown[])[index]])),
          sealed,
          text,
        }));
    }
    const [sealed, ...keys] = values;
    const column = /SET (\w+)/.exec(sql)?.[1];
    updates.push(sql.replace(/^UPDATE (\w+) SET (\w+) = \$1 WHERE /, '$1 $2: '));
    for (const name of [`${table} ${column}`, `${table} removed`])
      for (const each of rows.get(name) ?? []) if (String(each.keys) === String(keys)) each.sealed = sealed as Buffer;
    return [];
  };
  return { rows, updates, ...scriptedSession(script) };
}

describe('a store whose key is changed', () => {
  it('is sealed and stamped anew, each thing as what it was', async () => {
    const { rows, updates, session } = open(before);
    const log = listeningLogger();
    const counts: unknown[] = [];
    await reseal(session, now, { ...log, info: (fields) => void counts.push((fields as { count: number }).count) });
    for (const [table, column, , subject, text] of columns) {
      const [{ sealed } = assert.fail()] = rows.get(`${table} ${column}`) ?? [];
      const what = `${table} ${column}`;
      if (text === undefined) assert.equal(after.open(subject, sealed), 'secret', what);
      else assert.ok(after.isStamped(subject, text, sealed), what);
    }
    assert.equal(updates.length, columns.length);
    assert.deepEqual(
      [updates[0], updates.at(-3)],
      ['ledns_lineage sealed_key: name = $2 AND version = $3', 'ledns_journal sealed_entry: id = $2'],
    );
    assert.deepEqual([counts, log.warnings], [[columns.length], []]);
    await reseal(session, now, { ...log, info: () => assert.fail('there is nothing to do') });
    const state = rows.get('ledns_state sealed_value')?.[0] ?? assert.fail();
    state.sealed = before.seal(['state', 'k'], 'secret');
    await reseal(session, now, { ...log, info: (fields) => void counts.push((fields as { count: number }).count) });
    assert.deepEqual(counts, [columns.length, 1]);
  });

  it('has what somebody else put there left as it is, and goes on behind it', async () => {
    const { rows, session } = open(before);
    const log = listeningLogger();
    const many = (sealer: Sealer, count: number, from: number): Kept[] =>
      Array.from({ length: count }, (_, index) => {
        const id = `order--${from + index}`;
        return { keys: [id], sealed: sealer.seal(['journal', id], 'x'), text: '' };
      });
    const kept = [...many(stranger, 3, 0), ...many(before, 450, 100)];
    rows.set('ledns_journal sealed_entry', kept);
    const fact = rows.get('ledns_fact stamp')?.[0] ?? assert.fail();
    fact.sealed = before.stamp(['fact', 'kind', 'k'], 'something else');
    await reseal(session, now, log);
    assert.deepEqual(log.warnings, Array(4).fill('not sealed with the new key'));
    assert.deepEqual(new Set(log.events), new Set(['store.foreign', 'store.resealed']));
    assert.equal(kept.filter(({ sealed }) => keyIdOf(sealed) === after.keyId).length, 450);
    assert.equal(keyIdOf(fact.sealed), before.keyId);
    const stopped = reseal(open(before).session, now, log, AbortSignal.abort(new Error('stopped')));
    await assert.rejects(stopped, /stopped/);
    const ill = open(before);
    ill.refuse(2);
    await assert.rejects(reseal(ill.session, now, log), /refused/);
  });
});

describe('a store of an earlier version', () => {
  function earlier(form: number, lease?: Row) {
    const { record, privkey } = nextRecord({ ...saveRequest(a, first), version: 1 }, undefined);
    const lineages = Array.from({ length: 201 }, (_, index) => {
      const name = `n${String(index).padStart(3, '0')}`;
      const own = { ...record, name };
      return { ...own, sealed_key: sealLineage(index === 7 ? stranger : after, own, privkey) };
    });
    const said: (readonly unknown[])[] = [];
    let found: number | undefined = form;
    const query = scriptedQuery((sql, values) => {
      if (sql.startsWith('SELECT form')) return [{ form: found }];
      if (sql.startsWith('SELECT command')) return lease === undefined ? [] : [lease];
      if (sql.includes('FROM ledns_lineage WHERE'))
        return lineages.filter(({ name }) => name > String(values[0])).slice(0, 200);
      if (sql.includes('FROM ledns_account')) return [];
      if (sql.includes('FROM ledns_fact')) return [{ kind: 'k', key: 'x', value: '5' }];
      if (sql.includes('FROM ledns_lineage_version')) return [{ name: a, version: 4 }];
      if (!sql.startsWith('UPDATE')) return undefined;
      if (sql.includes('SET form')) found = Number(values[0]);
      said.push([sql.split(' ')[1], ...values]);
      return [];
    });
    const database: Pick<Database, 'transaction'> = { transaction: (work) => work(query) };
    return { database, said };
  }

  it('is bound to its key once, but for what somebody else put there', async () => {
    const { database, said } = earlier(1);
    const log = listeningLogger();
    assert.equal(await bindStore(database, after, log), 202);
    assert.deepEqual([log.warnings, log.events], [['not bound to the key'], ['store.foreign']]);
    const lineages = said.filter(([table]) => table === 'ledns_lineage');
    assert.equal(lineages.length, 200);
    const [, name, facts, stamp] = lineages[0] ?? [];
    assert.ok(after.isStamped(['facts', String(name), '1'], String(facts), stamp));
    const [fact, version, form] = said.slice(-3);
    assert.deepEqual(fact?.slice(0, 3), ['ledns_fact', 'k', 'x']);
    assert.ok(after.isStamped(['fact', 'k', 'x'], '5', fact?.[3]));
    assert.deepEqual(version?.slice(0, 3), ['ledns_lineage_version', a, 4]);
    assert.ok(after.isStamped(['removed', a, '4'], '', version?.[3]));
    assert.deepEqual(form, ['ledns_store', 2]);
    assert.equal(await bindStore(database, after, log), 0);
    assert.equal(said.length, 203);
  });

  it('is left alone while somebody works on it', async () => {
    const { database, said } = earlier(1, { command: 'sync', pid: 5, host: 'h' });
    await assert.rejects(bindStore(database, after, listeningLogger()), {
      code: 'LOCKED',
      message: 'the store is in use by "sync" (pid 5 on h)',
    });
    assert.deepEqual(said, []);
  });
});

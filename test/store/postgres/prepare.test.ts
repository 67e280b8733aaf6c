import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Failure, isFailure } from '../../../core/sdk/failure.js';
import type { Database } from '../../../core/store/postgres/database.js';
import { storeFailure } from '../../../core/store/postgres/failures.js';
import { migrations } from '../../../core/store/postgres/migrations.js';
import { prepareStore } from '../../../core/store/postgres/prepare.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import { createSession, type Fence } from '../../../core/store/postgres/session.js';
import { scriptedQuery } from './scripted.js';

const [key, oldKey, otherKey] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const [{ keyId }, { keyId: oldKeyId }, { keyId: otherKeyId }] = [key, oldKey, otherKey].map((each) =>
  createSealer(each),
) as [ReturnType<typeof createSealer>, ReturnType<typeof createSealer>, ReturnType<typeof createSealer>];

/** What a database says of itself. */
interface State {
  version?: number | undefined;
  keyId?: string | undefined;
  form?: number;
  /** Somebody took out what the store says of itself. */
  hasNoRow?: boolean;
  isEmpty?: boolean;
  /** The number and token of a lease that is in force. */
  lease?: string;
  fails?: { readonly at: string; readonly error: unknown };
}

function open(state: State) {
  const done: string[] = [];
  const query = scriptedQuery((sql, values) => {
    if (state.fails !== undefined && sql.startsWith(state.fails.at)) throw state.fails.error;
    if (sql.startsWith('SELECT to_regclass')) return [{ there: state.version !== undefined }];
    if (sql.startsWith('SELECT max(version)')) return [{ version: state.version || null }];
    if (sql.startsWith('SELECT key_id')) return state.keyId === undefined ? [] : [{ key_id: state.keyId }];
    if (sql.startsWith('SELECT form')) return state.hasNoRow === true ? [] : [{ form: state.form ?? 2 }];
    if (sql.startsWith('SELECT NOT EXISTS')) return [{ empty: state.isEmpty === true }];
    if (sql.startsWith('SELECT 1 FROM ledns_lease'))
      return state.lease === `${values[0]} ${values[1]} ${values[2]}` ? [{}] : [];
    if (sql.startsWith('INSERT INTO ledns_store')) state.keyId ??= String(values[0]);
    if (sql.startsWith('UPDATE ledns_store') && state.keyId === values[1]) state.keyId = String(values[0]);
    done.push([sql.split(' ').slice(0, 3).join(' '), ...values].join(' '));
    return [];
  });
  const turns: string[] = [];
  const database: Database = {
    read: (work) => {
      turns.push('read');
      return work(query);
    },
    transaction: (work) => {
      turns.push('transaction');
      return work(query);
    },
    listen: () => () => {},
    close: async () => {},
  };
  return { database, done, turns, query };
}

const latest = migrations.length;
const made = { version: latest, keyId };

describe('a database that is used as a store', () => {
  it('gets the tables that are missing, and is refused to what knows less of them', async () => {
    const table: readonly [state: State, steps: readonly string[]][] = [
      [{ ...made }, []],
      [{ version: undefined, keyId }, [...migrations]],
      [{ version: 0, keyId }, [...migrations]],
      [{ version: latest - 1, keyId }, migrations.slice(-1)],
    ];
    for (const [state, steps] of table) {
      const { database, done } = open(state);
      await prepareStore(database, createSealer(key));
      const begun = steps.map((sql) => sql.replace(/\s+/g, ' ').trim().split(' ').slice(0, 3).join(' '));
      const around = [
        ['SELECT pg_advisory_xact_lock($1) 5341001', 'CREATE TABLE IF'],
        ['DELETE FROM ledns_schema', `INSERT INTO ledns_schema ${latest}`],
      ] as const;
      assert.deepEqual(done, steps.length === 0 ? [] : [...around[0], ...begun, ...around[1]]);
    }
    const newer = open({ version: latest + 1, keyId });
    await assert.rejects(
      prepareStore(newer.database, createSealer(key)),
      (error) =>
        isFailure(error, 'CONFIG') &&
        error.place === 'LETSENCRYPT_STORE' &&
        error.message.includes(`schema ${latest + 1} of a newer version`),
    );
    // Another one was first, while this one waited for the lock.
    const state: State = { version: undefined, keyId };
    const late = open(state);
    const { transaction } = late.database;
    Object.assign(late.database, {
      transaction: (work: Parameters<Database['transaction']>[0]) => {
        state.version = latest;
        return transaction(work);
      },
    });
    await prepareStore(late.database, createSealer(key));
    assert.deepEqual(late.done, ['SELECT pg_advisory_xact_lock($1) 5341001', 'CREATE TABLE IF']);
  });

  it('says what a role that may not make tables needs, and what else is wrong as it is', async () => {
    for (const [code, message, retryable] of [
      ['42501', /missing or of an older version, and the role may not make them/, false],
      ['53100', /disk of the database is full/, true],
    ] as const) {
      const error = storeFailure(Object.assign(new Error('no'), { code }), 'db:5432/certs');
      const { database } = open({ version: undefined, keyId, fails: { at: 'CREATE TABLE', error } });
      await assert.rejects(prepareStore(database, createSealer(key)), (thrown) => {
        assert.ok(isFailure(thrown, 'STORE') && thrown.place === 'db:5432/certs');
        assert.equal(thrown.retryable, retryable);
        return message.test(thrown.message);
      });
    }
    const isNew: State = { version: 0, form: 1 };
    for (const [state, ...statements] of [
      [
        isNew,
        'SELECT pg_advisory',
        'CREATE TABLE IF',
        'CREATE TABLE ledns_store',
        'SELECT max',
        'DELETE',
        'INSERT INTO ledns_schema',
      ],
      [isNew, 'SELECT to_regclass', 'SELECT key_id', 'INSERT INTO ledns_store', 'SELECT form', 'SELECT NOT'],
      [{ version: latest, keyId: oldKeyId }, 'UPDATE ledns_store'],
    ] as const) {
      for (const at of statements) {
        const { database, done } = open({ ...state, fails: { at, error: new Error('what') } });
        await assert.rejects(prepareStore(database, createSealer(key, oldKey)), /^Error: what$/, at);
        await turn();
        assert.equal(
          done.some((sql) => sql.startsWith(at)),
          false,
        );
      }
    }
  });

  it('belongs to one key, which may be changed by who has the old one', async () => {
    const table: readonly [found: string | undefined, old: Buffer | undefined, after: string | undefined][] = [
      [undefined, undefined, keyId],
      [keyId, undefined, keyId],
      [keyId, oldKey, keyId],
      [oldKeyId, oldKey, keyId],
      [oldKeyId, undefined, undefined],
      [otherKeyId, oldKey, undefined],
    ];
    for (const [found, old, after] of table) {
      const state: State = { version: latest, keyId: found };
      const { database, done } = open(state);
      const preparing = prepareStore(database, createSealer(key, old));
      if (after === undefined) {
        await assert.rejects(
          preparing,
          (error) => isFailure(error, 'CONFIG') && /made with another key/.test(error.message),
        );
        assert.deepEqual(done, []);
        continue;
      }
      await preparing;
      assert.equal(state.keyId, after);
      assert.equal(done.length, found === after ? 0 : 1);
    }
    // Somebody else was first, with another key.
    const state: State = { version: latest };
    const { database } = open(state);
    const { transaction } = database;
    Object.assign(database, {
      transaction: (work: Parameters<Database['transaction']>[0]) => {
        state.keyId = otherKeyId;
        return transaction(work);
      },
    });
    await assert.rejects(prepareStore(database, createSealer(key)), /made with another key/);
  });

  it('is of this form, or empty, or wants somebody who vouches for it', async () => {
    for (const [form, isEmpty, isGood] of [
      [2, false, true],
      [3, false, true],
      [1, true, true],
      [1, false, false],
    ] as const) {
      const { database } = open({ ...made, form, isEmpty });
      const preparing = prepareStore(database, createSealer(key));
      if (isGood) await preparing;
      else await assert.rejects(preparing, wantsUpgrade);
    }
    await assert.rejects(prepareStore(open({ ...made, hasNoRow: true }).database, createSealer(key)), wantsUpgrade);
  });
});

const wantsUpgrade = (error: unknown) => isFailure(error, 'CONFIG') && /store upgrade once/.test(error.hint ?? '');

describe('a session', () => {
  const none = { resource: 'directory', number: '1', token: 't' };

  function session(state: State) {
    const opened = open(state);
    return { ...opened, session: createSession(opened.database, createSealer(key)) };
  }

  it('looks at tables and key once, before anything else, and again only where that failed', async () => {
    const state: State = { ...made, fails: { at: 'SELECT key_id', error: new Failure('STORE', 'away') } };
    const { session: one, turns } = session(state);
    for (const call of ['read', 'transaction', 'write'] as const)
      await assert.rejects(
        one[call](async () => assert.fail('too early')),
        /away/,
      );
    assert.deepEqual(new Set(turns), new Set(['read']), 'nothing else was asked');
    delete state.fails;
    turns.length = 0;
    assert.deepEqual(await Promise.all([one.read(async () => 1), one.transaction(async () => 2)]), [1, 2]);
    assert.deepEqual(turns, ['read', 'read', 'read', 'read', 'transaction']);
    assert.equal(await one.read(async () => 3), 3);
    assert.equal(turns.length, 6);
  });

  it('writes under a lease that is in force, and tells who holds one that is not', async () => {
    const state: State = { ...made, lease: 'directory 1 t' };
    const { session: one } = session(state);
    let lost = 0;
    const fence: Fence = { ...none, onLost: () => (lost += 1) };
    await assert.rejects(
      one.write(async () => {}),
      (error) => isFailure(error, 'LOCKED') && /is not held by this process any more/.test(error.message),
    );
    one.carry('directory', fence);
    assert.equal(await one.write(async (_query, held) => held.number), '1');
    await assert.rejects(
      one.write(async () => {}, 'doors'),
      { code: 'LOCKED' },
    );
    await assert.rejects(
      one.write(async () => {
        throw new Failure('STORE', 'ill');
      }),
      /ill/,
    );
    assert.equal(lost, 0);
    state.lease = 'directory 2 u';
    await assert.rejects(
      one.write(async () => assert.fail('not under it')),
      { code: 'LOCKED' },
    );
    assert.equal(lost, 1);
    state.lease = 'doors 9 t';
    one.carry('doors', { ...none, resource: 'doors', number: '9', onLost: () => {} });
    assert.equal(await one.write(async (_query, { number }) => number, 'doors'), '9');
    one.carry('doors', undefined);
    await assert.rejects(
      one.write(async () => {}, 'doors'),
      { code: 'LOCKED' },
    );
  });
});

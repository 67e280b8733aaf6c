import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { effectCount } from '../../../core/effects/effects.js';
import { Failure, isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createDatabase } from '../../../core/store/postgres/database.js';
import { waitFor } from '../../lab/index.js';
import { type FakeServer, type Reply, startFakeServer } from './fake-server.js';

const soon = { timeoutMs: 10_000, everyMs: 5 };
const writable: Reply = { rows: [{ standby: 'f', readonly: 'f' }] };
const isRole = (sql: string) => sql.startsWith('SELECT pg_is_in_recovery()');
/** Without what looks for the server that takes writes, and what a transaction says of itself. */
const shown = (sql: string) => (sql.startsWith('BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL') ? 'BEGIN' : sql);
const workOf = ({ said }: FakeServer) =>
  said.filter((sql) => !isRole(sql) && !/^(?:connect|end)$/.test(sql)).map(shown);

function open(context: TestContext, ...servers: readonly FakeServer[]) {
  const hosts = servers.map(({ port }) => `127.0.0.1:${port}`).join(',');
  const database = createDatabase({ url: `postgres://role@${hosts}/certs`, directUrl: undefined, log: silentLogger });
  context.after(() => database.close());
  return database;
}

it('an address that is none is refused by the name of its variable', () => {
  for (const [url, directUrl, place] of [
    ['x', undefined, 'LETSENCRYPT_STORE'],
    ['postgres://a/b', 'x', 'LETSENCRYPT_STORE_DIRECT'],
  ] as const)
    assert.throws(() => createDatabase({ url, directUrl, log: silentLogger }), { code: 'CONFIG', place });
});

describe('connections to the servers of a database', () => {
  it('go to the one that takes writes, and to another one once it does no more', async (context) => {
    let isFirst = false;
    const role =
      (isWritable: () => boolean) =>
      (sql: string): Reply =>
        isRole(sql)
          ? { rows: [{ standby: isWritable() ? 'f' : 't', readonly: isWritable() ? 'f' : 't' }] }
          : { rows: [{ who: 'x' }] };
    const one = await startFakeServer(
      context,
      role(() => isFirst),
    );
    const other = await startFakeServer(
      context,
      role(() => !isFirst),
    );
    const database = open(context, one, other);
    assert.deepEqual(await database.read((query) => query('SELECT who', [])), [{ who: 'x' }]);
    assert.deepEqual(await database.read((query) => query('SELECT $1 AS who', ['a'])), [{ who: 'x' }]);
    assert.deepEqual([workOf(one), workOf(other)], [[], ['SELECT who', 'SELECT $1 AS who']]);
    assert.equal(other.said.filter(isRole).length, 1, 'asked once');
    await waitFor('the end of the connection to the first', () => one.said.includes('end'), soon);
    isFirst = true;
    other.cut();
    assert.deepEqual(await database.read((query) => query('SELECT again')), [{ who: 'x' }]);
    assert.deepEqual(workOf(one), ['SELECT again']);
    await database.close();
    await waitFor('the end', () => one.said.filter((sql) => sql === 'end').length === 2, soon);
  });

  it('fail with all servers where none takes writes, and are tried anew', async (context) => {
    for (const [reply, message] of [
      [{ rows: [{ standby: 't', readonly: 't' }] }, /no writes/],
      [{ rows: [{ standby: 'f', readonly: 't' }] }, /no writes/],
      [{ code: '28P01' }, /password is refused/],
    ] as const) {
      let now: Reply = reply;
      const server = await startFakeServer(context, (sql) => (isRole(sql) ? now : { rows: [{ a: '1' }] }));
      const database = open(context, server, server);
      const shownPlace = `127.0.0.1:${server.port}/certs`;
      await assert.rejects(
        database.transaction(async () => assert.fail()),
        (error) => {
          assert.ok(isFailure(error, 'STORE') && error.place === `${shownPlace},${shownPlace}`);
          return message.test(error.message);
        },
      );
      assert.equal(server.said.filter(isRole).length, 2);
      now = writable;
      assert.deepEqual(await database.transaction((query) => query('SELECT a')), [{ a: '1' }]);
    }
  });

  it('are made once more for what only reads where one more is refused, and anew for what comes next', async (context) => {
    const server = await startFakeServer(context, (sql) => (isRole(sql) ? writable : { rows: [{ a: '1' }] }));
    const database = open(context, server);
    const inside = (work: () => Promise<unknown>) =>
      database.read(async (query) => {
        await query('SELECT a');
        // The one that is there is in use.
        server.refuseNext();
        return work();
      });
    assert.deepEqual(await inside(() => database.read((query) => query('SELECT b'))), [{ a: '1' }]);
    await assert.rejects(
      inside(() => database.transaction((query) => query('UPDATE c'))),
      { code: 'STORE', serviceCode: '53300', place: `127.0.0.1:${server.port}/certs` },
    );
    await database.transaction((query) => query('UPDATE d'));
    assert.deepEqual(
      workOf(server).filter((sql) => /[bcd]$/.test(sql)),
      ['SELECT b', 'UPDATE d'],
    );
  });

  it('say once more what only reads where they were cut, and nothing else again', async (context) => {
    let cuts = 1;
    const server = await startFakeServer(context, (sql) => {
      if (isRole(sql)) return writable;
      if (sql.endsWith('cut') && cuts-- > 0) return 'cut';
      return sql.endsWith('bad') ? { code: '53100' } : {};
    });
    const database = open(context, server);
    assert.deepEqual(await database.read((query) => query('SELECT cut')), []);
    assert.deepEqual(workOf(server), ['SELECT cut', 'SELECT cut']);
    server.said.length = 0;
    await assert.rejects(
      database.read((query) => query('SELECT bad')),
      { code: 'STORE', serviceCode: '53100' },
    );
    assert.deepEqual(workOf(server), ['SELECT bad']);
    server.said.length = 0;
    cuts = 1;
    await assert.rejects(
      database.transaction((query) => query('UPDATE cut')),
      { code: 'STORE' },
    );
    assert.deepEqual(workOf(server), ['BEGIN', 'UPDATE cut']);
    server.said.length = 0;
    cuts = 2;
    await assert.rejects(
      database.read((query) => query('SELECT cut')),
      { code: 'STORE' },
    );
    assert.equal(workOf(server).length, 2);
    await database.close();
    cuts = 1;
    server.said.length = 0;
    await assert.rejects(
      database.read((query) => query('SELECT cut')),
      { code: 'STORE' },
    );
    assert.equal(workOf(server).length, 1, 'closed');
  });

  it('undo what fails, and do again what the database undid because of somebody else, three times', async (context) => {
    let undone = 0;
    const server = await startFakeServer(context, (sql) => {
      if (isRole(sql)) return writable;
      if (sql.startsWith('UPDATE') && undone-- > 0) return { code: '40001' };
      if (sql === 'ROLLBACK') return { code: '57014' };
      return sql.endsWith('bad') ? { code: '53100' } : {};
    });
    const database = open(context, server);
    const update = () => database.transaction((query) => query('UPDATE x'));
    const round = ['BEGIN', 'UPDATE x'];
    for (const [times, statements] of [
      [0, [...round, 'COMMIT']],
      [2, [...round, 'ROLLBACK', ...round, 'ROLLBACK', ...round, 'COMMIT']],
    ] as const) {
      [undone, server.said.length] = [times, 0];
      const effects = effectCount();
      await update();
      assert.equal(effectCount() - effects, times * 2 + 3, 'each can be a kill');
      assert.deepEqual(workOf(server), statements);
    }
    [undone, server.said.length] = [3, 0];
    await assert.rejects(update(), { code: 'STORE', serviceCode: '40001' });
    assert.deepEqual(workOf(server), [...round, 'ROLLBACK', ...round, 'ROLLBACK', ...round, 'ROLLBACK']);
    server.said.length = 0;
    await assert.rejects(
      database.transaction((query) => query('DELETE bad')),
      { serviceCode: '53100' },
    );
    const own = new Failure('CONFIG', 'no');
    await assert.rejects(
      database.transaction(async () => {
        throw own;
      }),
      (error) => error === own,
    );
    assert.deepEqual(workOf(server), ['BEGIN', 'DELETE bad', 'ROLLBACK', 'BEGIN', 'ROLLBACK']);
    assert.equal(server.said.filter(isRole).length, 0, 'over the same connection');
  });

  it('say who they are, and listen past a pooler where there is a way', async (context) => {
    const role = (sql: string): Reply => (isRole(sql) ? writable : {});
    const [pooler, direct] = [await startFakeServer(context, role), await startFakeServer(context, role)];
    const url = ({ port }: FakeServer) => `postgres://role@127.0.0.1:${port}/certs`;
    const database = createDatabase({ url: url(pooler), directUrl: url(direct), log: silentLogger });
    context.after(() => database.close());
    await database.read((query) => query('SELECT 1'));
    database.listen('news', () => {}, assert.fail);
    await waitFor('the listener', () => direct.said.includes('LISTEN news'), soon);
    assert.ok(!pooler.said.includes('LISTEN news'));
    const nameOf = ({ startups }: FakeServer) => /application_name\0([^\0]*)/.exec(startups[0] ?? '')?.[1];
    assert.deepEqual([nameOf(pooler), nameOf(direct)], ['letsencrypt-dns', 'letsencrypt-dns listener']);
  });

  it('listen, with others, and stop when they are closed', async (context) => {
    const server = await startFakeServer(context, (sql) => (isRole(sql) ? writable : {}));
    const database = open(context, server);
    const heard: string[] = [];
    const listens = (count: number) => () => server.said.filter((sql) => sql === 'LISTEN news').length === count;
    const ends = (count: number) => () => server.said.filter((sql) => sql === 'end').length === count;
    const stop = database.listen('news', (text) => void heard.push(text), assert.fail);
    database.listen('news', (text) => void heard.push(text), assert.fail);
    await waitFor('both', listens(2), soon);
    server.notify('news', 'x');
    await waitFor('what was told', () => heard.length === 2, soon);
    stop();
    await waitFor('the end of one', ends(1), soon);
    await database.close();
    await waitFor('the end of the other', ends(2), soon);
  });
});

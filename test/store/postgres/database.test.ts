import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createDatabase } from '../../../core/store/postgres/database.js';
import { storeFailure } from '../../../core/store/postgres/failures.js';
import { missing, waitFor } from '../../lab/index.js';
import { cluster, freshDatabase } from './cluster.js';

async function open(context: TestContext) {
  const { name, url } = await freshDatabase();
  const { run } = await cluster();
  const database = createDatabase({ url, directUrl: undefined, log: silentLogger });
  context.after(() => database.close());
  await run(name, 'CREATE TABLE item (id integer PRIMARY KEY, text text); INSERT INTO item VALUES (1), (2)');
  return { database, name, run };
}

describe('the connection to the database', { skip: missing('postgres', 'initdb') }, () => {
  it('holds no row for a client that has gone silent in the midst of a transaction', async (context) => {
    const { database, name, run } = await open(context);
    let release = () => {};
    const silent = new Promise<void>((resolve) => {
      release = resolve;
    });
    const late = database.transaction(async (query) => {
      await query(`UPDATE item SET text = 'late' WHERE id = 1`);
      await silent;
      await query(`UPDATE item SET text = 'later' WHERE id = 2`);
    });
    late.catch(() => undefined);
    // Whoever takes over waits for the row, and not for ever.
    await waitFor('the row to be locked', async () => {
      const [row] = await run(
        name,
        `SELECT count(*)::int AS count FROM pg_stat_activity WHERE state = 'idle in transaction'`,
      );
      return row?.count === 1;
    });
    await database.transaction((query) => query(`UPDATE item SET text = 'taken over' WHERE id = 1`));
    release();
    await assert.rejects(late, (error) => isFailure(error, 'STORE'));
    assert.deepEqual(await run(name, 'SELECT text FROM item ORDER BY id'), [{ text: 'taken over' }, { text: null }]);
  });

  it('begins anew what the database has undone for the sake of another transaction', async (context) => {
    const { database, name, run } = await open(context);
    // By default, a database may be stricter than is asked for here.
    await run(name, `ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    const turns = [0, 0];
    let begun = 0;
    await Promise.all(
      [
        [1, 2],
        [2, 1],
      ].map(([first, second], index) =>
        database.transaction(async (query) => {
          turns[index] = (turns[index] ?? 0) + 1;
          await query(`UPDATE item SET text = concat(text, $1::text) WHERE id = $2`, [String(index), first]);
          begun += 1;
          // Each has one row before the other one wants it.
          await waitFor('both to have begun', async () => begun >= 2);
          await query(`UPDATE item SET text = concat(text, $1::text) WHERE id = $2`, [String(index), second]);
        }),
      ),
    );
    // One at least: who was undone may be back at a row before the other one, woken for it, has it, and they meet again.
    assert.ok(turns.reduce((sum, count) => sum + count, 0) >= 3, String(turns));
    for (const { text } of await run(name, 'SELECT text FROM item'))
      assert.deepEqual([...String(text)].sort(), ['0', '1']);
  });

  it('listens again after it was cut, and says that something may have been missed', async (context) => {
    const { database, name, run } = await open(context);
    const heard: string[] = [];
    const stop = database.listen(
      'letsencrypt_dns',
      (text) => heard.push(text),
      () => heard.push('a gap'),
    );
    context.after(stop);
    const listener = `FROM pg_stat_activity WHERE application_name = 'letsencrypt-dns listener' AND datname = '${name}'`;
    const count = async () =>
      (await run(name, `SELECT count(*)::int AS count ${listener} AND query LIKE 'LISTEN%'`))[0]?.count;
    await waitFor('the listener', async () => (await count()) === 1);
    await run(name, `SELECT pg_terminate_backend(pid) ${listener}`);
    await waitFor('the gap', async () => heard.includes('a gap'));
    await run(name, `SELECT pg_notify('letsencrypt_dns', 'lineage a')`);
    await waitFor('the news', async () => heard.includes('lineage a'));
    assert.deepEqual([heard, await count()], [['a gap', 'lineage a'], 1]);
  });

  it('listens over one connection at a time, also where a server hangs up on it again and again', async (context) => {
    let calls = 0;
    const server = createServer((socket) => {
      calls += 1;
      socket.on('error', () => undefined);
      socket.once('data', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    context.after(() => server.close());
    const url = `postgres://a:b@127.0.0.1:${(server.address() as AddressInfo).port}/c`;
    const database = createDatabase({ url, directUrl: undefined, log: silentLogger });
    context.after(() => database.close());
    const started = performance.now();
    database.listen(
      'letsencrypt_dns',
      () => undefined,
      () => undefined,
    );
    await waitFor('three calls', async () => calls >= 3, { timeoutMs: 60_000 });
    // One each five seconds: twice as many each time before.
    assert.ok(performance.now() - started > 9000, `${calls} calls in ${performance.now() - started} ms`);
  });
});

describe('what is wrong with the store', () => {
  it('is worth another look soon where the server is away, starting, or not yet promoted, and only there', () => {
    const of = (code: string) => storeFailure(Object.assign(new Error('no'), { code }), 'a').retryAfterMs !== undefined;
    for (const code of [
      '57P01',
      '57P03',
      '25006',
      '25P03',
      'standby',
      'ECONNREFUSED',
      'ECONNRESET',
      '08006',
      '55P03',
      '57014',
    ])
      assert.equal(of(code), true, code);
    for (const code of ['28P01', '42501', '53100', '53300', '3D000', 'ENOENT', 'SELF_SIGNED_CERT_IN_CHAIN'])
      assert.equal(of(code), false, code);
    for (const words of ['Connection terminated unexpectedly', 'timeout expired', 'Query read timeout'])
      assert.notEqual(storeFailure(new Error(words), 'a').retryAfterMs, undefined, words);
  });
});

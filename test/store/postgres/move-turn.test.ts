import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createFileStore } from '../../../core/store/file-store.js';
import { guardMoves } from '../../../core/store/guard-moves.js';
import { compareStores, directorySide, sharedSide } from '../../../core/store/move.js';
import { expiryMs, moveProblem, readMoveMark } from '../../../core/store/move-mark.js';
import { moveInTurn, type NamedSide } from '../../../core/store/move-turn.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import type { WholeRecord } from '../../../core/store/records/lineage-record.js';
import type { CertificateStore } from '../../../core/store/store.js';
import { missing } from '../../lab/index.js';
import { makeAuthority } from '../certificates.js';
import { makeConfigDir, saveRequest } from '../volume.js';
import { freshDatabase, newKey } from './cluster.js';

const authority = makeAuthority();
const pem = authority.issue(['a.example.com']);
const other = authority.issue(['b.example.com'], { serial: 0x5 });
const log = silentLogger;

async function openSides(context: TestContext) {
  const { url } = await freshDatabase();
  const files = createFileStore({ configDir: makeConfigDir(context), log });
  await files.save(saveRequest('a.example.com', pem));
  await files.save(saveRequest('b.example.com', other));
  const database = createPostgresStore({ url, key: newKey(), configDir: makeConfigDir(context), log });
  context.after(() => database.close());
  const here: NamedSide = { ...directorySide(files), place: 'the directory /etc/letsencrypt of web1' };
  const there: NamedSide = { ...sharedSide(database), place: 'db.example.com:5432/store' };
  let now = Date.parse('2026-03-01T00:00:00Z');
  const clock = { now: () => now, pass: (ms: number) => (now += ms) };

  /** As the command does it, under the leases of both; stopped after the first certificate where told. */
  async function move(from: NamedSide, to: NamedSide, { isKilled = false } = {}) {
    const leases = [];
    for (const { store } of [from, to]) leases.push(await store.lease('directory', { command: 'move' }));
    const stop = new AbortController();
    async function put(record: WholeRecord): Promise<void> {
      await to.put(record);
      if (isKilled) stop.abort();
    }
    try {
      return await moveInTurn(
        from,
        { ...to, put },
        {
          signal: stop.signal,
          now: clock.now,
          conclude: async ({ left }) => (left.length > 0 ? [] : compareStores(from, to)),
        },
      );
    } finally {
      for (const lease of leases) await lease.release();
    }
  }

  /** What whoever wants to work on it is told; undefined: nothing. */
  async function refusal(store: CertificateStore) {
    try {
      await (await guardMoves(store, log, clock.now).lease('directory', { command: 'pass' })).release();
      return undefined;
    } catch (error) {
      assert.ok(isFailure(error, 'LOCKED', 'CONFIG'), String(error));
      return error;
    }
  }

  const problem = async (store: CertificateStore) => moveProblem(await readMoveMark(store.state), clock.now());
  return { files, database, here, there, clock, move, refusal, problem };
}

describe('a move that others see', { skip: missing('postgres', 'initdb') }, () => {
  it('is waited for on both sides after a kill, for an hour, and refuses the old side once it is done', async (context) => {
    const { files, database, here, there, clock, move, refusal, problem } = await openSides(context);
    await assert.rejects(move(here, there, { isKilled: true }));
    assert.equal((await database.lineages()).length, 1);
    for (const store of [files, database]) {
      const failure = await refusal(store);
      assert.equal(failure?.code, 'LOCKED');
      assert.match(failure?.hint ?? '', /store migrate again.*2026-03-01T01:00:00.000Z.*store stay/);
      assert.equal(await problem(store), undefined);
    }
    clock.pass(20 * 60_000);
    assert.match((await problem(files)) ?? '', /moved from here to db\.example\.com.*interrupted/);
    clock.pass(expiryMs);
    assert.deepEqual(
      [await refusal(files), await refusal(database), await problem(files)],
      [undefined, undefined, undefined],
    );

    const { moved, same } = await move(here, there);
    assert.deepEqual([moved, same], [['b.example.com'], ['a.example.com']]);
    clock.pass(100 * expiryMs);
    const failure = await refusal(files);
    assert.equal(failure?.code, 'CONFIG');
    assert.match(failure?.message ?? '', /moved from here to db\.example\.com:5432\/store/);
    assert.match(failure?.hint ?? '', /Set LETSENCRYPT_STORE and LETSENCRYPT_STORE_KEY/);
    assert.match((await problem(files)) ?? '', /nothing is renewed here/);
    assert.equal(await refusal(database), undefined);
  });

  it('is undone by a move back, and its mark goes with nothing', async (context) => {
    const { files, database, here, there, move, refusal } = await openSides(context);
    await move(here, there);
    assert.deepEqual((await move(there, here)).left, []);
    assert.equal(await refusal(files), undefined);
    const failure = await refusal(database);
    assert.equal(failure?.code, 'CONFIG');
    assert.match(
      failure?.hint ?? '',
      /LETSENCRYPT_STORE away.*LETSENCRYPT_CONFIG_DIR to that directory \/etc\/letsencrypt of web1/,
    );
  });

  it('leaves in force what something was left behind in', async (context) => {
    const { files, database, here, there, move, refusal } = await openSides(context);
    const lease = await database.lease('directory', { command: 'test' });
    await database.save(saveRequest('a.example.com', authority.issue(['a.example.com'], { serial: 0x9 })));
    await lease.release();
    assert.deepEqual(
      (await move(here, there)).left.map(({ name }) => name),
      ['a.example.com'],
    );
    assert.deepEqual([await refusal(files), await refusal(database)], [undefined, undefined]);
  });

  it('is waited for by who may wait', async (context) => {
    const { files, here, there, clock, move } = await openSides(context);
    await assert.rejects(move(here, there, { isKilled: true }));
    const waiting = guardMoves(files, log, clock.now).lease('directory', { command: 'pass', wait: 60_000 });
    clock.pass(2 * expiryMs);
    await (await waiting).release();
  });
});

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Logger, silentLogger } from '../../../core/sdk/logger.js';
import { readMoveMark } from '../../../core/store/move-mark.js';
import { adoptDirectory } from '../../../core/store/postgres/adopt-directory.js';
import { publishedIn } from '../../../core/store/postgres/host-publication.js';
import type { SharedStore } from '../../../core/store/shared-store.js';
import type { CertificateStore } from '../../../core/store/store.js';
import { first, never, openSide, second } from '../sides.js';
import { makeConfigDir, openStore, saveRequest } from '../volume.js';

const [a, b, c] = ['a.example.com', 'b.example.com', 'c.example.com'];

function open(context: TestContext) {
  const local = openStore(makeConfigDir(context));
  const side = openSide();
  const shared = { whole: side.whole, importLineage: side.put } as unknown as SharedStore;
  const store: CertificateStore = { ...side.store, shared };
  const told: unknown[] = [];
  const note = (fields: object) => void told.push(fields);
  const log: Logger = { ...silentLogger, info: note, error: note };
  const adopt = async (...wanted: readonly string[]) =>
    adoptDirectory({ local, store, place: 'db/certs', log }, new Set(wanted), await store.lineages(), never);
  const published = async () => Object.fromEntries(await publishedIn(local).all());
  return { local, side, store, told, adopt, published, mark: () => readMoveMark(local.state) };
}

describe('what a directory had before its host came to a shared store', () => {
  it('is taken where it is wanted and good, with a word for each; the directory says where it went', async (context) => {
    const { local, side, told, adopt, published, mark } = open(context);
    for (const name of [a, b]) await local.save(saveRequest(name, first));
    writeFileSync(join(local.layout.renewal, 'README'), '');
    assert.equal(await adopt(c), false);
    assert.deepEqual([await mark(), await published(), told], [undefined, {}, []]);
    assert.equal(await adopt(a, 'READM', c), true);
    assert.deepEqual([...side.data.lineages.keys()], [a]);
    assert.deepEqual(await published(), { [a]: 1 });
    const { begunAt, ...said } = (await mark()) ?? assert.fail();
    assert.deepEqual(said, { role: 'from', other: 'db/certs', touchedAt: begunAt, isDone: true });
    assert.deepEqual(told, [
      { event: 'store.adopted', certificate: a, directory: local.layout.root, host: hostname() },
    ]);
    assert.equal(await adopt(a), false, 'it came from the store');
    assert.equal(told.length, 1);
  });

  it('counts as published where the store has the same, and stays where that has another one', async (context) => {
    for (const [pem, version, isTaken] of [
      [first, 1, true],
      [second, 1, false],
      [first, 2, false],
    ] as const) {
      const { local, store, told, adopt, published, mark } = open(context);
      await local.save(saveRequest(a, first));
      await store.save({ ...saveRequest(a, pem), version });
      assert.equal(await adopt(a), false);
      assert.deepEqual(await published(), isTaken ? { [a]: 1 } : {});
      assert.equal((await mark())?.isDone, isTaken ? true : undefined);
      assert.deepEqual(told, []);
    }
  });

  it('is left with the reason where it cannot be read any more, and while it is damaged', async (context) => {
    const { local, side, told, adopt, published } = open(context);
    for (const name of [a, b]) await local.save(saveRequest(name, first));
    rmSync(local.layout.livePaths(b).cert);
    context.mock.method(side.data.lineages, 'set', () => {
      throw new Error('no place for it');
    });
    assert.equal(await adopt(a, b), false);
    assert.deepEqual(told, [{ event: 'store.unadopted', certificate: a, reason: 'no place for it' }]);
    assert.deepEqual(await published(), {});
  });
});

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { silentLogger } from '../../core/sdk/index.js';
import { readDetails } from '../../core/status/details.js';
import { createFileStore } from '../../core/store/file-store.js';
import { makeConfigDir, server } from '../store/volume.js';
import { around, datedPem, saveDated } from './dated-pem.js';

const now = Date.UTC(2027, 0, 1);

/** `a.example` twice, beside `b.example`. */
async function prepare(context: TestContext) {
  const configDir = makeConfigDir(context);
  await saveDated(configDir, ['b.example'], around(now, 5, 85), server);
  for (const age of [60, 1]) await saveDated(configDir, ['a.example'], around(now, age, 90 - age), server);
  const read = (name: string, isAway = false) =>
    readDetails(createFileStore({ configDir, log: silentLogger }), name, isAway);
  return { configDir, read, file: (path: string) => join(configDir, path) };
}

describe('what is on disk of one certificate', () => {
  it('is its chain, its versions from the latest on, and its files', async (context) => {
    const { read, file } = await prepare(context);
    const { chain, chainProblem, versions, files } = await read('a.example');
    const leaf = new X509Certificate(readFileSync(file('live/a.example/cert.pem')));
    assert.deepEqual(chain, [
      {
        subject: 'a.example',
        issuer: 'a.example',
        notBefore: new Date(around(now, 1, 89).notBefore),
        notAfter: new Date(around(now, 1, 89).notAfter),
        fingerprint: leaf.fingerprint256,
        serial: leaf.serialNumber,
      },
    ]);
    assert.equal(chainProblem, undefined);
    assert.deepEqual(
      versions.map(({ version, facts }) => [version, facts?.notBefore.getTime()]),
      [
        [2, around(now, 1, 89).notBefore],
        [1, around(now, 60, 30).notBefore],
      ],
    );
    assert.deepEqual(files, {
      fullchain: file('live/a.example/fullchain.pem'),
      privateKey: file('live/a.example/privkey.pem'),
    });
  });

  it('is nothing where there is no such certificate, unless the store is away and cannot tell', async (context) => {
    const { read, file } = await prepare(context);
    const nothing = { chain: [], chainProblem: undefined, versions: [], files: undefined };
    assert.deepEqual(await read('c.example'), nothing);
    const away = await read('c.example', true);
    assert.equal(away.files?.fullchain, file('live/c.example/fullchain.pem'));
    assert.deepEqual([away.chain, away.versions], [[], []]);
    assert.match(away.chainProblem ?? '', /fullchain\.pem/);
    assert.equal((await read('b.example', true)).chain.length, 1);
  });

  it('is said as far as it can be read', async (context) => {
    const { read, file } = await prepare(context);
    writeFileSync(file('archive/a.example/cert1.pem'), 'no certificate');
    writeFileSync(file('archive/a.example/cert12x.pem'), '');
    writeFileSync(file('archive/a.example/cert0.pem.bak'), '');
    rmSync(file('live/a.example/fullchain.pem'));
    const { chain, chainProblem, versions } = await read('a.example');
    assert.deepEqual([chain, chainProblem !== undefined], [[], true]);
    assert.deepEqual(
      versions.map(({ version, facts }) => [version, facts !== undefined]),
      [
        [2, true],
        [1, false],
      ],
    );
  });

  it('is called by its first name where it has no common one', async (context) => {
    const { read, file } = await prepare(context);
    const { cert } = await datedPem(['c.example', 'd.example'], around(now, 1, 5), true);
    for (const path of ['live/a.example/fullchain.pem', 'archive/a.example/cert1.pem']) writeFileSync(file(path), cert);
    const { chain, chainProblem, versions } = await read('a.example');
    assert.deepEqual([chain.map(({ subject }) => subject), chainProblem], [['c.example'], undefined]);
    assert.equal(versions[1]?.facts?.issuer, 'c.example');
  });

  it('are ten links and twelve versions at most', async (context) => {
    const { read, file } = await prepare(context);
    const pem = readFileSync(file('archive/a.example/cert2.pem'), 'utf8');
    for (let version = 3; version <= 14; version += 1) writeFileSync(file(`archive/a.example/cert${version}.pem`), pem);
    writeFileSync(file('live/a.example/fullchain.pem'), pem.repeat(11));
    const { chain, versions } = await read('a.example', true);
    assert.equal(chain.length, 10);
    assert.deepEqual(
      versions.map(({ version }) => version),
      Array.from({ length: 12 }, (_, index) => 14 - index),
    );
  });
});

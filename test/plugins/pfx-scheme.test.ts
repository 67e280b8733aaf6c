import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { createPfx } from '../../plugins/pfx/create-pfx.js';
import { deriveKey, purposes } from '../../plugins/pfx/derive-key.js';
import { isMadeWith } from '../../plugins/pfx/mac.js';
import { legacyScheme, modernScheme } from '../../plugins/pfx/scheme.js';
import { certificatePem } from '../acme/certificate-fixture.js';

describe('the keys of PKCS#12', () => {
  it('are those of its widely used test vectors', () => {
    const table: readonly [passphrase: string, purpose: number, salt: string, iterations: number, expected: string][] =
      [
        ['smeg', purposes.key, '0a58cf64530d823f', 1, '8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3'],
        ['smeg', purposes.initialVector, '0a58cf64530d823f', 1, '79993dfe048d3b76'],
        ['queeg', purposes.key, '05dec959acff72f7', 1000, 'ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4'],
        ['queeg', purposes.initialVector, '05dec959acff72f7', 1000, '11dedad7758d4860'],
      ];
    for (const [passphrase, purpose, salt, iterations, expected] of table) {
      const size = expected.length / 2;
      const key = deriveKey(passphrase, { hash: 'sha1', purpose, salt: Buffer.from(salt, 'hex'), iterations, size });
      assert.equal(key.toString('hex'), expected);
    }
  });
});

describe('a PKCS#12 file that is there', () => {
  const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const content = { privateKey, fullchain: certificatePem, friendlyName: 'a.example' };
  let files: readonly Uint8Array[] = [];
  before(async () => {
    files = await Promise.all([createPfx(content, 'one', modernScheme), createPfx(content, 'one', legacyScheme)]);
  });

  it('is known again by its passphrase and scheme, and by nothing else', () => {
    const [modern = Buffer.of(), legacy = Buffer.of()] = files;
    const changed = Buffer.from(modern);
    const middle = changed.length >> 1;
    changed[middle] = (changed[middle] ?? 0) ^ 1;
    const table: readonly [file: Uint8Array, passphrase: string, scheme: typeof modernScheme, made: boolean][] = [
      [modern, 'one', modernScheme, true],
      [modern, 'two', modernScheme, false],
      [modern, 'one', legacyScheme, false],
      [legacy, 'one', legacyScheme, true],
      [legacy, '', legacyScheme, false],
      [legacy, 'one', modernScheme, false],
      [changed, 'one', modernScheme, false],
      [modern.subarray(0, 50), 'one', modernScheme, false],
      [Buffer.from('no PKCS#12 at all'), 'one', modernScheme, false],
      [Buffer.of(), 'one', modernScheme, false],
    ];
    for (const [index, [file, passphrase, scheme, made]] of table.entries())
      assert.equal(isMadeWith(file, passphrase, scheme), made, `case ${index}`);
  });

  it('cannot be made of what is none', async () => {
    for (const broken of [{ fullchain: '' }, { fullchain: 'nonsense' }, { privateKey: 'nonsense' }])
      await assert.rejects(createPfx({ ...content, ...broken }, 'one', modernScheme));
  });
});

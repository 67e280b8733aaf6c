import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  accountFolderName,
  accountThumbprint,
  exportAccountKey,
  importAccountKey,
} from '../../core/acme/account-key.js';
import { selectChain, splitChain } from '../../core/acme/chain.js';
import { createCsr } from '../../core/acme/csr.js';
import { generatePrivateKey, type KeyType } from '../../core/acme/keys.js';
import { isFailure } from '../../core/sdk/failure.js';
import { missing } from '../lab/binaries.js';
import { newRsaKey } from '../lab/new-key.js';
import { runCommand } from '../lab/run-command.js';
import { createTempDir } from '../lab/temp-dir.js';
import { certificatePem, issuedBy } from './certificate-fixture.js';

describe('keys and certificate requests', () => {
  const kinds: readonly [type: KeyType, told: RegExp][] = [
    ['ecdsa', /Public-Key: \(256 bit\)[\s\S]*prime256v1/],
    ['ecdsa384', /Public-Key: \(384 bit\)[\s\S]*secp384r1/],
    ['rsa3072', /Public-Key: \(3072 bit\)\s+Modulus/],
  ];
  for (const [type, told] of kinds) {
    it(`openssl accepts a request with an ${type} key`, { skip: missing('openssl') }, async () => {
      const directory = await createTempDir('csr');
      const file = join(directory.path, 'csr.der');
      const long = `${'a'.repeat(60)}.example.com`;
      await writeFile(file, await createCsr([long, '*.example.com'], await generatePrivateKey(type)));
      const { stdout } = await runCommand('openssl', [
        'req',
        '-inform',
        'DER',
        '-in',
        file,
        '-noout',
        '-verify',
        '-text',
      ]);
      assert.match(stdout, new RegExp(`DNS:${long}, DNS:\\*\\.example\\.com`));
      assert.match(stdout, /Subject:\s*$/m);
      assert.match(stdout, told);
      await directory.remove();
    });
  }

  it('keeps the account key of certbot, and its thumbprint', () => {
    const privateKey = newRsaKey();
    const key = importAccountKey(exportAccountKey(privateKey));
    assert.ok(key.equals(privateKey));
    assert.ok(importAccountKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()).equals(privateKey));
    assert.match(accountThumbprint(key), /^[\w-]{43}$/);
    const folder = createHash('md5').update(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
    assert.equal(accountFolderName(key), folder.digest('hex'));
    assert.throws(
      () => importAccountKey({ kty: 'RSA', n: 'secret' }),
      (error: unknown) => {
        assert.ok(isFailure(error, 'STORE'));
        assert.doesNotMatch(JSON.stringify(error) + String(error.cause), /secret/);
        return true;
      },
    );
    const ed25519 = generateKeyPairSync('ed25519').privateKey;
    assert.throws(
      () => importAccountKey(ed25519),
      (error: unknown) => isFailure(error, 'STORE'),
    );
  });
});

describe('chains', () => {
  it('are taken apart, whatever the line ends and texts between', () => {
    const second = issuedBy('Intermediate', 'Root');
    const files = splitChain(`subject\r\n${certificatePem.replaceAll('\n', '\r\n')}\r\nissuer\n${second}`);
    assert.deepEqual(files, { cert: certificatePem, chain: second, fullchain: certificatePem + second });
    const empty = '-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n';
    for (const broken of [
      '',
      'nonsense',
      empty,
      certificatePem + empty,
      certificatePem.slice(0, 200),
      certificatePem + second.slice(0, 200),
    ]) {
      assert.throws(
        () => splitChain(broken),
        (error: unknown) => isFailure(error, 'RESPONSE'),
      );
    }
  });

  it('are selected by the topmost issuer, then by any issuer, else the first stays', () => {
    const long = issuedBy('leaf', 'R1') + issuedBy('R1', 'Old Root');
    const short = issuedBy('leaf', 'R1') + issuedBy('R1', 'New Root');
    const bare = issuedBy('leaf', 'R1');
    assert.deepEqual(selectChain([long, short], 'New Root'), { chain: short, found: true });
    assert.deepEqual(selectChain([long, short], 'Old Root'), { chain: long, found: true });
    assert.deepEqual(selectChain([long, bare], 'R1'), { chain: bare, found: true });
    assert.deepEqual(selectChain([short, long], 'R1'), { chain: short, found: true });
    assert.deepEqual(selectChain([long, short], 'Nobody'), { chain: long, found: false });
    for (const name of ['Root, "R1" + <x>', 'a=b; #c', 'back\\slash']) {
      const odd = issuedBy('leaf', name);
      assert.deepEqual(selectChain([long, odd], name), { chain: odd, found: true }, name);
    }
    assert.deepEqual(selectChain([long], 'R1', 'top'), { chain: long, found: false });
  });
});

import assert from 'node:assert/strict';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { IssuedCertificate } from '../../core/sdk/index.js';
import { missing, runCommand } from '../lab/index.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';
import { exporting, exportPfx, opened } from './pfx-support.js';
import { makeLineage } from './support.js';

/** Empty, plain, beyond ASCII, beyond the Basic Multilingual Plane. */
const passphrases = ['', 'correct horse', 'pässwörd ß €', 'clé 🔑 𝄞'];

describe('a PKCS#12 file', { skip: missing('openssl') }, () => {
  let directory: TempDir;
  const lineages: Record<'rsa' | 'ecdsa', IssuedCertificate[]> = { rsa: [], ecdsa: [] };

  before(async () => {
    directory = await createTempDir('pfx');
    for (const key of ['rsa', 'ecdsa'] as const)
      lineages[key].push(await makeLineage(directory.path, `${key}.example`, key));
  });
  after(() => directory.remove());

  for (const key of ['rsa', 'ecdsa'] as const) {
    for (const legacy of [false, true]) {
      for (const passphrase of passphrases) {
        it(`${key}, ${legacy ? 'legacy' : 'modern'}, passphrase "${passphrase}": openssl reads back what went in`, async () => {
          for (const lineage of lineages[key]) {
            const subject = exporting(lineage, passphrase);
            const file = await exportPfx(subject, legacy);
            // Old programs read by the old algorithms only; one passphrase shows that either way is open to both.
            for (const flags of passphrase === '' ? [[], ['-legacy']] : [legacy ? ['-legacy'] : []]) {
              const text = await opened(file, passphrase, ...flags);
              const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
              const sent =
                (await readFile(lineage.paths.fullchain, 'utf8')).match(
                  /-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g,
                ) ?? [];
              assert.deepEqual(
                found.map((pem) => new X509Certificate(pem).fingerprint256),
                sent.map((pem) => new X509Certificate(pem).fingerprint256),
              );
              const keyPem = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(text)?.[0] ?? '';
              assert.equal(digestOfKey(keyPem), digestOfKey(await readFile(lineage.paths.privateKey, 'utf8')));
              assert.match(text, new RegExp(`friendlyName: ${lineage.name}`));
            }
            await assert.rejects(opened(file, `${passphrase}x`), /mac verify error|invalid password/i);
          }
        });
      }
    }
  }

  it('is encrypted and authenticated as told', async () => {
    for (const lineage of lineages.ecdsa) {
      const modern = await exportPfx(exporting(lineage, 'p'), false);
      const info = await runCommand('openssl', ['pkcs12', '-in', modern, '-passin', 'pass:p', '-info', '-noout']);
      assert.match(info.stderr, /MAC: sha256/);
      assert.equal(info.stderr.match(/PBES2, PBKDF2, AES-256-CBC, Iteration \d+, PRF hmacWithSHA256/g)?.length, 2);
      const legacy = await exportPfx(exporting(lineage, 'p'), true);
      const old = await runCommand('openssl', ['pkcs12', '-in', legacy, '-passin', 'pass:p', '-info', '-noout']);
      assert.match(old.stderr, /MAC: sha1/);
      assert.equal(old.stderr.match(/pbeWithSHA1And3-KeyTripleDES-CBC/g)?.length, 2);
    }
  });

  // With an ASCII passphrase: Java refuses others, also for files of its own.
  it('is read by keytool', { skip: missing('keytool') }, async () => {
    // Java takes a second to start; either key and either scheme once.
    const passphrase = 'correct horse';
    for (const [all, legacy] of [
      [lineages.rsa, false],
      [lineages.ecdsa, true],
    ] as const) {
      for (const lineage of all) {
        const file = await exportPfx(exporting(lineage, passphrase), legacy);
        const pass = join(directory.path, 'pass');
        await writeFile(pass, passphrase);
        const { stdout } = await runCommand(
          'keytool',
          [
            '-J-Dfile.encoding=UTF-8',
            '-J-Dsun.jnu.encoding=UTF-8',
            '-list',
            '-v',
            '-storetype',
            'PKCS12',
            '-keystore',
            file,
            '-storepass:file',
            pass,
          ],
          { timeoutMs: 60_000 },
        );
        assert.match(stdout, new RegExp(`Alias name: ${lineage.name}`));
        assert.match(stdout, /Entry type: PrivateKeyEntry/);
        assert.match(stdout, /Certificate chain length: 3/);
      }
    }
  });
});

function digestOfKey(pem: string): string {
  return createHash('sha256')
    .update(createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }))
    .digest('hex');
}

import assert from 'node:assert/strict';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, chown, lstat, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { HostedCertificate } from '../../core/post-issue/index.js';
import type { IssuedCertificate } from '../../core/sdk/index.js';
import { missing, runCommand } from '../lab/index.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';
import { makeLineage, run } from './support.js';

/** Empty, plain, beyond ASCII, beyond the Basic Multilingual Plane. */
const passphrases = ['', 'correct horse', 'pässwörd ß €', 'clé 🔑 𝄞'];

function exporting(subject: IssuedCertificate, passphrase: string): HostedCertificate {
  return { ...subject, steps: { pfx: { export: true, passphrase, legacy: false } } };
}

describe('pfx', { skip: missing('openssl') }, () => {
  let directory: TempDir;
  const lineages: Record<'rsa' | 'ecdsa', IssuedCertificate[]> = { rsa: [], ecdsa: [] };

  before(async () => {
    directory = await createTempDir('pfx');
    for (const key of ['rsa', 'ecdsa'] as const)
      lineages[key].push(await makeLineage(directory.path, `${key}.example`, key));
  });
  after(() => directory.remove());

  async function exportPfx(subject: HostedCertificate, legacy: boolean, kind: 'renewed' | 'present' = 'renewed') {
    const wanted: HostedCertificate = { ...subject, steps: { pfx: { ...subject.steps?.pfx, legacy } } };
    const steps = await run(['pfx'], [{ kind, certificate: wanted }], { configDir: directory.path });
    assert.deepEqual(
      steps.map((step) => step.failure),
      [undefined],
    );
    return join(subject.paths.archive, `cert${subject.version}.pfx`);
  }

  async function opened(file: string, passphrase: string, ...flags: string[]): Promise<string> {
    const { stdout } = await runCommand('openssl', ['pkcs12', '-in', file, '-passin', 'env:PASS', '-nodes', ...flags], {
      env: { PASS: passphrase },
    });
    return stdout;
  }

  for (const key of ['rsa', 'ecdsa'] as const) {
    for (const legacy of [false, true]) {
      for (const passphrase of passphrases) {
        it(`${key}, ${legacy ? 'legacy' : 'modern'}, passphrase "${passphrase}": openssl reads back what went in`, async () => {
          for (const lineage of lineages[key]) {
            const subject = exporting(lineage, passphrase);
            const file = await exportPfx(subject, legacy);
            for (const flags of [[], ['-legacy']]) {
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
    for (const lineage of [...lineages.rsa, ...lineages.ecdsa]) {
      for (const [passphrase, legacy] of [
        ['correct horse', false],
        ['correct horse', true],
      ] as const) {
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

  it('lies in the archive with two relative links, as private as the key, and replaces the link at each renewal', async () => {
    const first = exporting(await makeLineage(directory.path, 'links.example', 'ecdsa'), 'p');
    await chmod(first.paths.privateKey, 0o640);
    if (process.getuid?.() === 0) await chown(first.paths.privateKey, 1234, 5678);
    await chmod(first.paths.live, 0o750);
    for (const version of [1, 2, 3]) {
      const file = await exportPfx({ ...first, version }, false);
      const root = directory.path;
      assert.equal(
        await readlink(join(root, 'live/links.example/cert.pfx')),
        `../../archive/links.example/cert${version}.pfx`,
      );
      assert.equal(await readlink(join(root, 'links.example/cert.pks')), `../archive/links.example/cert${version}.pfx`);
      const [pfx, key] = [await stat(file), await stat(first.paths.privateKey)];
      assert.deepEqual([pfx.mode, pfx.uid, pfx.gid], [key.mode, key.uid, key.gid]);
      assert.equal((await stat(join(root, 'links.example'))).mode & 0o7777, 0o750);
    }
  });

  it('writes at start what is missing, has another passphrase or other encryption, and nothing else', async () => {
    const subject = exporting(await makeLineage(directory.path, 'start.example', 'ecdsa'), 'first');
    const file = await exportPfx(subject, false, 'present');
    const stamp = async () => (await stat(file)).ino;
    const before = await stamp();
    await exportPfx(subject, false, 'present');
    assert.equal(await stamp(), before);

    await exportPfx(exporting(subject, 'second'), false, 'present');
    assert.notEqual(await stamp(), before);
    await opened(file, 'second');

    await exportPfx(exporting(subject, 'second'), true, 'present');
    await opened(file, 'second', '-legacy');
    assert.match(
      (await runCommand('openssl', ['pkcs12', '-in', file, '-passin', 'pass:second', '-info', '-noout'])).stderr,
      /MAC: sha1/,
    );

    await rm(join(directory.path, 'start.example/cert.pks'));
    await exportPfx(exporting(subject, 'second'), true, 'present');
    assert.ok((await lstat(join(directory.path, 'start.example/cert.pks'))).isSymbolicLink());

    await writeFile(file, 'no PKCS#12 at all');
    await exportPfx(exporting(subject, 'second'), true, 'present');
    await opened(file, 'second');
  });

  it('does nothing unless told to export, and takes its link away with the certificate', async () => {
    const plain = await makeLineage(directory.path, 'gone.example', 'ecdsa');
    assert.deepEqual(await run(['pfx'], [{ kind: 'renewed', certificate: plain }], { configDir: directory.path }), []);
    await exportPfx(exporting(plain, ''), false);
    await run(['pfx'], [{ kind: 'removed', certificate: plain }], { configDir: directory.path });
    await assert.rejects(lstat(join(directory.path, 'gone.example')), { code: 'ENOENT' });
  });

  it('says which files cannot be used', async () => {
    const subject = exporting(await makeLineage(directory.path, 'bad.example', 'ecdsa'), '');
    await writeFile(subject.paths.privateKey, 'no key');
    const [step] = await run(['pfx'], [{ kind: 'renewed', certificate: subject }], { configDir: directory.path });
    assert.match(step?.failure?.message ?? '', /cannot be put into a PKCS#12 file/);
    assert.equal(step?.failure?.place, subject.paths.live);
  });
});

function digestOfKey(pem: string): string {
  return createHash('sha256')
    .update(createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }))
    .digest('hex');
}

import assert from 'node:assert/strict';
import { chmod, chown, lstat, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { missing, runCommand } from '../lab/index.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';
import { exporting, exportPfx, opened } from './pfx-support.js';
import { makeLineage, run } from './support.js';

describe('pfx', { skip: missing('openssl') }, () => {
  let directory: TempDir;

  beforeEach(async () => {
    directory = await createTempDir('pfx');
  });
  afterEach(() => directory.remove());

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

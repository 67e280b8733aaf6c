import assert from 'node:assert/strict';
import { chmod, chown, link, lstat, mkdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type CertificateEvent, isFailure, silentLogger } from '../../core/sdk/index.js';
import { copyMode } from '../../plugins/pfx/copy-mode.js';
import pfx from '../../plugins/pfx/index.js';
import { missing } from '../lab/index.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';
import { certificate } from '../post-issue/support.js';

let root: TempDir;
const at = (...names: string[]) => join(root.path, ...names);

async function look(...names: string[]): Promise<string> {
  const { mode, uid, gid } = await lstat(at(...names));
  return `${(mode & 0o7777).toString(8)} ${uid}:${gid}`;
}

describe('a file as private as another', { skip: missing('root') }, () => {
  beforeEach(async () => {
    root = await createTempDir('copy-mode');
  });
  afterEach(() => root.remove());

  it('has its mode and owner, but is never run as somebody else', async () => {
    const table: readonly [mode: number, uid: number, gid: number, file: string, directory: string][] = [
      [0o640, 0, 0, '640 0:0', '640 0:0'],
      [0o600, 7, 0, '600 7:0', '600 7:0'],
      [0o600, 0, 8, '600 0:8', '600 0:8'],
      [0o6755, 7, 8, '755 7:8', '2755 7:8'],
      [0o1777, 0, 0, '777 0:0', '1777 0:0'],
    ];
    for (const [index, [mode, uid, gid, file, directory]] of table.entries()) {
      const [from, to, below] = ['from', 'to', 'below'].map((name) => at(`${name}${index}`)) as [
        string,
        string,
        string,
      ];
      for (const path of [from, to]) await writeFile(path, '', { mode: 0o600 });
      await mkdir(below, { mode: 0o700 });
      await chown(from, uid, gid);
      await chmod(from, mode);
      for (const path of [to, below]) await copyMode(from, path, root.path);
      assert.deepEqual([await look(`to${index}`), await look(`below${index}`)], [file, directory]);
    }
  });

  it('is no link, and has no other names', async () => {
    for (const name of ['from', 'to', 'victim']) await writeFile(at(name), '', { mode: 0o600 });
    await chmod(at('from'), 0o644);
    await symlink('victim', at('soft'));
    await link(at('to'), at('hard'));
    for (const name of ['soft', 'to', 'missing'])
      await assert.rejects(
        copyMode(at('from'), at(name), root.path),
        (error) => isFailure(error, 'STORE') && error.place === at(name),
      );
    assert.deepEqual([await look('victim'), await look('to')], ['600 0:0', '600 0:0']);
  });
});

describe('the link beside a PKCS#12 file', () => {
  beforeEach(async () => {
    root = await createTempDir('pks');
  });
  afterEach(() => root.remove());

  it('goes with its certificate, and takes nothing along that somebody else has put there', async () => {
    const event = (name: string): CertificateEvent => ({
      kind: 'removed',
      certificate: certificate(name, { options: { export: false } as never }, root.path),
    });
    const plugin = pfx.create({ log: silentLogger } as never);
    await mkdir(at('alone'));
    await symlink('nowhere', at('alone', 'cert.pks'));
    await mkdir(at('shared'));
    await symlink('nowhere', at('shared', 'cert.pks'));
    await writeFile(at('shared', 'note'), '');
    await mkdir(at('file'));
    await writeFile(at('file', 'cert.pks'), '');
    await mkdir(at('empty'));
    await writeFile(at('plain'), '');
    for (const name of ['alone', 'shared', 'file', 'empty', 'plain', 'missing']) {
      const { certificate: subject } = event(name);
      assert.equal(plugin.concerns?.({ kind: 'removed', certificate: subject as never }), true);
      await plugin.handle(event(name) as never, new AbortController().signal);
    }
    await assert.rejects(lstat(at('alone')), { code: 'ENOENT' });
    await assert.rejects(readlink(at('shared', 'cert.pks')), { code: 'ENOENT' });
    for (const path of [['shared', 'note'], ['file', 'cert.pks'], ['plain']]) await lstat(at(...path));
  });
});

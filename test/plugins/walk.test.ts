import assert from 'node:assert/strict';
import { lstatSync } from 'node:fs';
import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Failure, type HeldDirectory, inDirectory, isFailure } from '../../core/sdk/index.js';
import { findId } from '../../plugins/permissions/accounts.js';
import { applyBelow, applyToFiles, type Walk } from '../../plugins/permissions/walk.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';

describe('a walk through what belongs to a certificate', () => {
  let root: TempDir;
  beforeEach(async () => {
    root = await createTempDir('walk');
  });
  afterEach(() => root.remove());

  function walking(signal = new AbortController().signal) {
    const skipped: string[] = [];
    const walk: Walk = {
      rules: { directoriesMode: 0o710, filesMode: 0o604, user: undefined, group: undefined },
      isInside: () => true,
      skip: (path, why) => skipped.push(`${path.slice(root.path.length)}: ${why}`),
      signal,
    };
    return { walk, skipped };
  }

  const modeOf = (...names: string[]) => (lstatSync(join(root.path, ...names)).mode & 0o7777).toString(8);

  function walk(work: (directory: HeldDirectory) => void): void {
    inDirectory(root.path, { inside: root.path }, work);
  }

  it('goes sixteen directories deep, and tells of what it leaves', async () => {
    const names = Array.from({ length: 18 }, (_, index) => `d${index + 1}`);
    await mkdir(join(root.path, ...names), { recursive: true });
    await writeFile(join(root.path, ...names.slice(0, 16), 'in'), '', { mode: 0o600 });
    await writeFile(join(root.path, ...names.slice(0, 17), 'out'), '', { mode: 0o600 });
    const { walk: rules, skipped } = walking();
    walk((directory) => applyBelow(directory, rules));
    assert.deepEqual(
      [modeOf(...names.slice(0, 16), 'in'), modeOf(...names.slice(0, 17), 'out'), modeOf(...names.slice(0, 17))],
      ['604', '600', '710'],
    );
    assert.deepEqual(skipped, [`/${names.slice(0, 17).join('/')}: it lies more than 16 directories deep`]);
  });

  it('leaves directories to their turn where only files are wanted', async () => {
    await mkdir(join(root.path, 'd'), { mode: 0o700 });
    await writeFile(join(root.path, 'f'), '', { mode: 0o600 });
    await symlink('f', join(root.path, 'l'));
    const { walk: rules, skipped } = walking();
    walk((directory) => applyToFiles(directory, rules));
    assert.deepEqual([modeOf('d'), modeOf('f'), skipped], ['700', '604', []]);
  });

  it('says nothing of what is as it should be, whatever other names it has', async () => {
    await writeFile(join(root.path, 'right'), '', { mode: 0o604 });
    await writeFile(join(root.path, 'wrong'), '', { mode: 0o600 });
    for (const name of ['right', 'wrong']) await link(join(root.path, name), join(root.path, `${name}-too`));
    const { walk: rules, skipped } = walking();
    walk((directory) => applyToFiles(directory, rules));
    const why = 'the file has other names as well (hard links)';
    assert.deepEqual(skipped.sort(), [`/wrong-too: ${why}`, `/wrong: ${why}`]);
    assert.equal(modeOf('wrong'), '600');
  });

  it('ends where the program is to stop, before a directory', async () => {
    await writeFile(join(root.path, 'f'), '', { mode: 0o600 });
    const { walk: rules } = walking(AbortSignal.abort(new Error('stopped')));
    assert.throws(() => walk((directory) => applyBelow(directory, rules)), /stopped/);
    assert.equal(modeOf('f'), '600');
  });

  it('passes over what is gone or was exchanged meanwhile, and over nothing else', async () => {
    await mkdir(join(root.path, 'd'));
    const refused = (code: string | undefined) => Object.assign(new Error('no'), { code });
    const own = new Failure('ABORTED', 'own');
    const table: readonly [thrown: Error, skipped: string[], message: RegExp | undefined, hint: boolean][] = [
      [refused('ENOENT'), [], undefined, false],
      [refused('ENOTDIR'), ['/d: something else took its place'], undefined, false],
      [refused('ELOOP'), ['/d: something else took its place'], undefined, false],
      [refused('EPERM'), [], /^no permission to set the mode or the owner$/, true],
      [refused('EACCES'), [], /^no permission to set the mode or the owner$/, true],
      [refused('EIO'), [], /^the mode or the owner cannot be set: no$/, false],
      [refused(undefined), [], /^the mode or the owner cannot be set: no$/, false],
      [own, [], /^own$/, false],
    ];
    for (const [thrown, expected, message, hinted] of table) {
      const { walk: rules, skipped } = walking();
      let error: unknown;
      walk((directory) => {
        const enter = () => {
          throw thrown;
        };
        try {
          applyBelow(
            { ...directory, self: directory.self, path: directory.path, at: (name) => directory.at(name), enter },
            rules,
          );
        } catch (caught) {
          error = caught;
        }
      });
      assert.deepEqual(skipped, expected, String(thrown));
      if (message === undefined) {
        assert.equal(error, undefined);
        continue;
      }
      assert.ok(isFailure(error, thrown === own ? 'ABORTED' : 'STORE'));
      assert.match(error.message, message);
      assert.deepEqual(
        [error.place, error.hint !== undefined],
        [thrown === own ? undefined : join(root.path, 'd'), hinted],
      );
    }
  });

  it('finds the number of a name in its file, and takes a number as it is', async () => {
    const path = join(root.path, 'passwd');
    await writeFile(path, 'root:x:0:0:root:/root:/bin/sh\nme:x:1000:100::/:\nempty:x::\nodd:x:abc:\n:x:7:\n');
    const find = (name: string, file = path) => findId(name, { path: file, kind: 'user', variable: 'OWNER' });
    assert.deepEqual(
      ['root', ' me ', '12', '4294967294', ' 0'].map((name) => find(name)),
      [0, 1000, 12, 4294967294, 0],
    );
    for (const name of ['empty', 'odd', 'nobody', '', '4294967295', '-1', '1.5'])
      assert.throws(
        () => find(name),
        (error) => isFailure(error, 'CONFIG') && error.place === 'OWNER',
        name,
      );
    const missing = join(root.path, 'none');
    assert.equal(find('5', missing), 5);
    assert.throws(
      () => find('me', missing),
      (error) => isFailure(error, 'STORE') && error.place === missing,
    );
  });
});

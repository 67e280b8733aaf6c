import assert from 'node:assert/strict';
import { chmod, copyFile, lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, projectRoot, runCommand, type TempDir } from '../lab/index.js';

describe('where compiled code is kept', () => {
  let directory: TempDir;
  let script: string;
  before(async () => {
    directory = await createTempDir('compiled');
    script = join(directory.path, 'program/core/cli/bin/compiled-code.cjs');
    await mkdir(join(directory.path, 'program/core/cli/bin'), { recursive: true });
    await copyFile(join(projectRoot(), 'dist/core/cli/bin/compiled-code.cjs'), script);
    // Stands in for Node 22.1 and later.
    await writeFile(
      join(directory.path, 'stub.cjs'),
      "require('node:module').enableCompileCache = (folder) => console.log(folder);",
    );
  });
  after(() => directory.remove());

  const folder = () => join(directory.path, 'program/.compile-cache');

  async function keptIn(umask = '022'): Promise<string> {
    const line = `umask ${umask}; exec "$0" -r "$1" -e 'require(process.argv[1]).chunk("node:fs")' "$2"`;
    const words = ['-c', line, process.execPath, join(directory.path, 'stub.cjs'), script];
    const { stdout } = await runCommand('sh', words);
    return stdout.trim();
  }

  it('a folder that it makes for itself, closed to all others whatever the umask', async () => {
    assert.equal(await keptIn('000'), folder());
    assert.equal((await lstat(folder())).mode & 0o7777, 0o700);
  });

  for (const mode of [0o770, 0o777, 0o701, 0o740]) {
    it(`none that others may enter: ${mode.toString(8)}`, async () => {
      await chmod(folder(), mode);
      assert.equal(await keptIn(), '');
    });
  }

  it('none behind a link, no file, and none where there can be none', async () => {
    for (const make of [
      () => symlink(directory.path, folder()),
      () => writeFile(folder(), '', { mode: 0o600 }),
      () => symlink('/nowhere/at/all', folder()),
    ]) {
      await rm(folder(), { recursive: true });
      await make();
      assert.equal(await keptIn(), '');
    }
  });
});

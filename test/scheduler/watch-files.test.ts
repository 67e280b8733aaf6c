import assert from 'node:assert/strict';
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { watchFiles } from '../../core/scheduler/watch-files.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { createTempDir } from '../lab/temp-dir.js';
import { waitFor } from '../lab/wait-for.js';

async function start(context: TestContext, polling: boolean) {
  const directory = await createTempDir('watch');
  const file = join(directory.path, 'domains.conf');
  let changes = 0;
  const watch = await watchFiles({
    files: [file],
    polling,
    log: silentLogger,
    onChange: () => {
      changes += 1;
    },
  });
  context.after(async () => {
    await watch.close();
    await directory.remove();
  });
  return {
    watch,
    file,
    directory: directory.path,
    changes: () => changes,
    /** Does something, and waits until it is noticed. */
    async noticed(work: () => Promise<unknown>): Promise<void> {
      const before = changes;
      await work();
      await waitFor('the change', () => changes > before);
    },
  };
}

for (const polling of [false, true]) {
  describe(`files watched ${polling ? 'by polling' : 'by events'}`, () => {
    it('are seen to appear, to change, to be replaced, to go and to come back', async (context) => {
      const { file, noticed } = await start(context, polling);
      await noticed(() => writeFile(file, 'a\n'));
      await noticed(() => appendFile(file, 'b\n'));
      await noticed(async () => {
        await writeFile(`${file}.new`, 'longer than before\n');
        await rename(`${file}.new`, file);
      });
      await noticed(() => rm(file));
      await noticed(() => writeFile(file, 'back again\n'));
    });

    it('may be others later', async (context) => {
      const { watch, directory, noticed } = await start(context, polling);
      const folder = join(directory, 'secrets');
      await mkdir(folder);
      const other = join(folder, 'token');
      await noticed(async () => watch.update([other]));
      await noticed(() => writeFile(other, 'a secret\n'));
    });
  });
}

describe('a burst of changes', () => {
  it('is one call, and its neighbours are none', async (context) => {
    const { file, directory, changes, noticed } = await start(context, false);
    await noticed(async () => {
      await writeFile(join(directory, 'another.file'), 'not watched');
      for (let count = 0; count < 10; count += 1) await writeFile(file, `${count}\n`);
    });
    const after = changes();
    await noticed(() => writeFile(file, 'the last word\n'));
    assert.deepEqual([after, changes()], [1, 2]);
  });
});

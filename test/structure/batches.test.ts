import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, it } from 'node:test';
import { apart, batchesOf, first, inMemory, ofSources, onDisk, together } from '../batches.js';
import { projectRoot } from '../lab/index.js';

const folder = join(projectRoot(), 'test');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/').replace(/ts$/, 'js'));

describe('the batches of `npm test`', () => {
  it('hold every test file once', () => {
    const batches = batchesOf(files);
    assert.deepEqual(batches.flatMap((batch) => batch.files).sort(), [...files].sort());
    assert.equal(new Set(batches.map(({ name }) => name)).size, batches.length);
    assert.ok(batches.length < files.length / 1.5, `${batches.length} of ${files.length}`);
  });

  it('begin with what takes longest, and name only what there is', () => {
    assert.deepEqual(
      [...first, ...apart, ...ofSources].filter((file) => !files.includes(file)),
      [],
    );
    assert.deepEqual(
      [...together.flatMap(({ folders }) => folders), ...onDisk, ...inMemory].filter(
        (name) => !files.some((file) => file === name || file.startsWith(`${name}/`)),
      ),
      [],
    );
    assert.deepEqual(
      batchesOf(files)
        .slice(0, first.length)
        .map((batch) => batch.files),
      first.map((file) => [file]),
    );
  });

  it('hold alone what needs a process of its own', () => {
    for (const file of [...apart, ...ofSources])
      assert.deepEqual(batchesOf(files).find((batch) => batch.files.includes(file))?.files, [file]);
  });

  it('are in memory but for what is about disks, which shares no process with others', () => {
    const isAbout = (file: string) =>
      /^(check\/live\.|lab\/docker\.|(docker|image|security|store)\/(?!postgres\/))/.test(file);
    for (const batch of batchesOf(files))
      for (const file of batch.files) assert.equal(batch.isOnDisk, isAbout(file), file);
  });

  it('hold what was asked for alone', () => {
    assert.deepEqual(batchesOf(['cli/add.test.js']), [
      { name: 'cli-add', files: ['cli/add.test.js'], isOnDisk: false },
    ]);
    assert.deepEqual(batchesOf([]), []);
  });
});

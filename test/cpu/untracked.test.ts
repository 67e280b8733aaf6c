import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, type TempDir } from '../lab/index.js';

/** What nothing but the end of the test ends. */
const lasting = "await new Promise((resolve) => context.signal.addEventListener('abort', resolve));";
const shape = `
  describe('suite', () => {
    before(() => console.log('# before the suite'));
    beforeEach((context) => console.log('# before', context.name));
    describe('inner', () => { it('waits', async (context) => { await null; await context.test('part', () => {}); }); });
    it('fails', async () => { await null; throw new Error('by itself'); });
    it.skip('is skipped');
  });
  test('outside', (context, done) => setTimeout(done, 1));`;

describe('a process of tests that does not follow each promise', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('untracked');
  });
  after(() => directory.remove());

  async function outcome(text: string, isUntracked = true) {
    const file = join(directory.path, 'try.mjs');
    const entry = `import ${isUntracked ? JSON.stringify(new URL('./untracked.js', import.meta.url).href) : "'node:os'"};`;
    const names = "import { before, beforeEach, describe, it, test } from 'node:test';";
    await writeFile(file, `${entry}\n${names}\nimport { executionAsyncId } from 'node:async_hooks';\n${text}`);
    const { NODE_TEST_CONTEXT: _own, ...env } = process.env;
    const args = ['--test-reporter=tap', file];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env, timeout: 30_000 });
    return { status, lines: stdout.split('\n').filter((line) => !line.includes('duration_ms')) };
  }

  it('tells the same of the same tests', async () => {
    const usual = await outcome(shape, false);
    assert.equal(usual.status, 1);
    assert.deepEqual(await outcome(shape), usual);
  });

  for (const [what, failure] of Object.entries({
    'an error that nobody catches': "setTimeout(() => { throw new Error('late'); });",
    'a rejection that nobody handles': "setTimeout(() => void Promise.reject(new Error('late')));",
  }))
    it(`ends the test which runs with ${what}`, async () => {
      const { status, lines } = await outcome(`
        describe('suite', () => {
          it('first', () => {});
          it('second', async (context) => { ${failure} ${lasting} });
          it('third', () => {});
        });`);
      const told = lines.map((line) => line.trim()).filter((line) => /^(not )?ok|^error: /.test(line));
      assert.deepEqual(told, [
        'ok 1 - first',
        'not ok 2 - second',
        "error: 'late'",
        'ok 3 - third',
        'not ok 1 - suite',
        "error: '1 subtest failed'",
      ]);
      assert.equal(status, 1);
    });

  it('has no number for what follows a promise', {
    skip: !process.version.startsWith('v20.') && 'other versions may do it in another way',
  }, async () => {
    const { lines } = await outcome(`
      it('one', () => {});
      it('two', async () => { await null; console.log('at', executionAsyncId()); });`);
    assert.ok(lines.includes('at 0'), lines.join('\n'));
  });
});

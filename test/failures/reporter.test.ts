import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTempDir } from '../lab/index.js';

const reporter = fileURLToPath(new URL('./reporter.js', import.meta.url));

describe('what failed in a run of the tests', () => {
  async function reported(text: string): Promise<string> {
    const directory = await createTempDir('failures');
    await writeFile(join(directory.path, 'try.test.mjs'), `import { describe, it } from 'node:test';\n${text}`);
    const { NODE_TEST_CONTEXT: _own, ...env } = process.env;
    const args = ['--test', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', 'try.test.mjs'];
    const { stdout } = spawnSync(process.execPath, args, {
      cwd: directory.path,
      encoding: 'utf8',
      env,
      timeout: 30_000,
    });
    await directory.remove();
    return stdout.replaceAll(/^ +at .*\n/gm, '');
  }

  it('is told with the suites it is in, its place and its error, once', async () => {
    const text = `describe('one', () => { it('holds', () => {}); });
describe('suite', () => {
  it('holds', () => {});
  describe('inner', () => { it('outer', (context) => context.test('part', () => { throw new Error('two\\nlines'); })); });
  it('follows', () => { throw 'a word'; });
});`;
    assert.equal(
      await reported(text),
      [
        '',
        'not ok: suite > inner > outer > part (try.test.mjs:5)',
        '  Error: two',
        '  lines',
        '',
        'not ok: suite > follows (try.test.mjs:6)',
        "  'a word'",
        '',
      ].join('\n'),
    );
  });

  it('is a file as well, where its process ends with an error', async () => {
    assert.match(
      await reported("it('holds', () => {}); setTimeout(() => process.exit(3));"),
      /^\nnot ok: \S*try\.test\.mjs /,
    );
  });

  it('is nothing where all hold', async () => {
    assert.equal(await reported("it('holds', () => {}); it.skip('is skipped', () => {});"), '');
  });
});

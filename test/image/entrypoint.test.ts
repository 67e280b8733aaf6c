import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, projectRoot, runCommand, type TempDir } from '../lab/index.js';

const flag = '--max-semi-space-size=1';

describe('the entry point of the image', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('entrypoint');
    for (const name of ['node', 'letsencrypt-dns', 'lexicon']) {
      const file = join(directory.path, name);
      await writeFile(file, '#!/bin/sh\nbasename "$0" && printf "%s\\n" "$@"\n');
      await chmod(file, 0o755);
    }
  });
  after(() => directory.remove());

  async function started(words: readonly string[], options?: string): Promise<string[]> {
    const env = {
      PATH: `${directory.path}:/usr/bin:/bin`,
      ...(options !== undefined && { NODE_OPTIONS: options }),
    };
    const { stdout } = await runCommand('sh', [join(projectRoot(), 'image/entrypoint.sh'), ...words], { env });
    return stdout.trim().split('\n');
  }

  const cases: readonly (readonly [words: readonly string[], options: string | undefined, daemon: boolean])[] = [
    [['run'], undefined, true],
    [['run'], '', true],
    [['run'], '--enable-source-maps', true],
    [['letsencrypt-dns', 'run', '--json'], undefined, true],
    [['--config', '/a b.yaml', 'run'], undefined, true],
    [['run'], '--max-semi-space-size=16', false],
    [['run'], '--no-warnings --max_semi_space_size=16', false],
    [['sync'], undefined, false],
    [['letsencrypt-dns', 'status'], undefined, false],
    [['add', 'run.example.com'], undefined, false],
  ];
  for (const [words, options, daemon] of cases)
    it(`starts ${words.join(' ')}${options === undefined ? '' : ` with NODE_OPTIONS='${options}'`}`, async () => {
      const own = words.filter((word) => word !== 'letsencrypt-dns');
      const program = daemon ? ['node', flag, join(directory.path, 'letsencrypt-dns')] : ['letsencrypt-dns'];
      assert.deepEqual(await started(words, options), [...program, ...own]);
    });

  it('starts other programs as they are named', async () => {
    assert.deepEqual(await started(['lexicon', 'ovh', '--help']), ['lexicon', 'ovh', '--help']);
    assert.deepEqual(await started(['sh', '-c', 'echo run']), ['run']);
    assert.deepEqual(await started(['/bin/echo', 'run']), ['run']);
  });
});

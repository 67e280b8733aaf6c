import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { environmentFor, writeLineages } from '../bench/lineages.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { createTempDir, runCommand, type TempDir } from '../lab/index.js';
import { buildBundle } from './build-bundle.js';

/** Of Node itself, what takes longer to load than these commands may take. */
const large = ['child_process', 'dgram', 'https', 'http', 'tls', 'worker_threads', 'vm'];

/** At the end, what was loaded: files by `require`, and of Node. */
const trace = `process.on('exit', () => require('node:fs').writeFileSync(process.env.LOADED, JSON.stringify({
  files: Object.keys(require.cache), builtIn: process.moduleLoadList })));`;

interface Loaded {
  readonly files: readonly string[];
  readonly builtIn: readonly string[];
}

describe('what the bundle loads for a command that only tells something', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('bundle-start');
    await buildBundle(join(directory.path, 'package'));
    await writeFile(join(directory.path, 'trace.cjs'), trace);
    await mkdir(join(directory.path, 'volume'));
    await writeLineages(join(directory.path, 'volume'), 1);
  });
  after(() => directory.remove());

  const commands: readonly (readonly [command: string, words: readonly string[], most: number])[] = [
    ['letsencrypt-dns', ['--help'], 5],
    ['letsencrypt-dns', ['--version'], 5],
    ['letsencrypt-dns', ['providers'], 5],
    ['letsencrypt-dns', ['status'], 5],
    ['lexicon', ['--help'], 5],
    ['lexicon', ['ovh', '--help'], 5],
  ];
  for (const [command, words, most] of commands) {
    it(`is a few files, and little of Node: ${command} ${words.join(' ')}`, async () => {
      const file = join(directory.path, 'loaded.json');
      const bin = join(directory.path, `package/dist/core/bundle/${command}.cjs`);
      const preload = join(directory.path, 'trace.cjs');
      const env = cleanEnvironment({ ...environmentFor(join(directory.path, 'volume')), LOADED: file });
      await runCommand(process.execPath, ['-r', preload, bin, ...words], { env });
      const { files, builtIn } = JSON.parse(await readFile(file, 'utf8')) as Loaded;
      const own = files.filter((path) => path !== preload);
      assert.ok(own.length <= most && own.includes(bin), own.join('\n'));
      assert.deepEqual(
        large.filter((name) => builtIn.includes(`NativeModule ${name}`)),
        [],
      );
    });
  }
});

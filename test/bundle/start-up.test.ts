import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { environmentFor, writeLineages } from '../bench/lineages.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { createTempDir, runCommand, type TempDir } from '../lab/index.js';
import { itSaysAtOnce } from './at-once.js';
import { buildBundle } from './build-bundle.js';

/** Of Node itself, what takes longer to load than these commands may take. */
const large = ['child_process', 'dgram', 'https', 'http', 'tls', 'worker_threads', 'vm'];

/** What Node's streams need, which no output that comes at once goes through. */
const streams = ['stream', 'internal/streams/readable', 'tty', 'net', 'internal/fs/sync_write_stream'];

/** Of what issues and asks, nothing is there to tell of certificates. */
const unused = ['net', 'dns/promises', 'tty'];

/** At the end, what was loaded: files by `require`, and of Node. */
const trace = `process.on('exit', () => require('node:fs').writeFileSync(process.env.LOADED, JSON.stringify({
  files: Object.keys(require.cache), builtIn: process.moduleLoadList })));`;

interface Loaded {
  readonly files: readonly string[];
  readonly builtIn: readonly string[];
}

describe('the bundle', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('bundle-start');
    await buildBundle(join(directory.path, 'package'));
    await writeFile(join(directory.path, 'trace.cjs'), trace);
    await mkdir(join(directory.path, 'volume'));
    await writeLineages(join(directory.path, 'volume'), 1);
  });
  after(() => directory.remove());

  describe('what it loads for a command that only tells something', () => {
    const commands: readonly (readonly [command: string, words: readonly string[], most: number, not?: string[]])[] = [
      ['letsencrypt-dns', ['--help'], 4, streams],
      ['letsencrypt-dns', ['sync', '--help'], 4, streams],
      ['letsencrypt-dns', ['--version'], 4, streams],
      ['letsencrypt-dns', ['providers'], 4, streams],
      ['letsencrypt-dns', ['status'], 6, unused],
      ['lexicon', ['--help'], 4, streams],
      ['lexicon', ['ovh', '--help'], 4, streams],
    ];
    for (const [command, words, most, not = []] of commands) {
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
          [...large, ...not].filter((name) => builtIn.includes(`NativeModule ${name}`)),
          [],
        );
      });
    }
  });

  describe('what it has written down to say at once', () => {
    itSaysAtOnce(() => join(directory.path, 'package'));
  });
});

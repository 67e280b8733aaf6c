import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { environmentFor, writeLineages } from '../bench/lineages.js';
import { cleanEnvironment } from '../lab/clean-environment.js';
import { createTempDir, runCommand, type TempDir } from '../lab/index.js';
import { serve } from '../plugins/notify/fakes/serve.js';
import { itSaysAtOnce } from './at-once.js';
import { buildBundle } from './build-bundle.js';

/** Of Node itself, what takes longer to load than these commands may take. */
const large = ['child_process', 'dgram', 'https', 'http', 'tls', 'worker_threads'];

/** What Node's streams need, which no output that comes at once goes through. */
const streams = ['stream', 'internal/streams/readable', 'tty', 'net', 'internal/fs/sync_write_stream'];

/** All that telling of certificates takes of Node beyond what it loads to do nothing at all, in all of its versions. */
const toTell = new Set(['vm'].map((name) => `NativeModule ${name}`));

/** Most bytes of the plain files that are loaded for it. */
const mostToTell = 260_000;

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
      ['letsencrypt-dns', ['--help'], 2, streams],
      ['letsencrypt-dns', ['sync', '--help'], 2, streams],
      ['letsencrypt-dns', ['status', '--help'], 2, streams],
      ['letsencrypt-dns', ['--version'], 2, streams],
      ['letsencrypt-dns', ['providers'], 2, streams],
      ['lexicon', ['--help'], 2, streams],
      ['lexicon', ['ovh', '--help'], 2, streams],
    ];
    const binOf = (command: string) => join(directory.path, `package/dist/core/bundle/${command}.cjs`);

    async function loadedBy(words: readonly string[]): Promise<Loaded> {
      const file = join(directory.path, 'loaded.json');
      const preload = join(directory.path, 'trace.cjs');
      const env = cleanEnvironment({ ...environmentFor(join(directory.path, 'volume')), LOADED: file });
      await runCommand(process.execPath, ['-r', preload, ...words], { env });
      const { files, builtIn } = JSON.parse(await readFile(file, 'utf8')) as Loaded;
      return { files: files.filter((path) => path !== preload), builtIn };
    }

    for (const word of ['status', 'health'])
      it(`is, to tell of certificates, next to nothing of Node, and two files: ${word}`, async () => {
        // As passes leave it behind: the first sets modes and owners, the second remembers the files.
        for (let pass = 0; pass < 2; pass += 1) await loadedBy([binOf('letsencrypt-dns'), 'sync']);
        const bare = new Set((await loadedBy(['-e', '0'])).builtIn);
        const { files, builtIn } = await loadedBy([binOf('letsencrypt-dns'), word]);
        const more = builtIn.filter((name) => !bare.has(name) && ![...toTell].some((known) => name.startsWith(known)));
        assert.deepEqual(more, []);
        assert.ok(files.length <= 2, files.join('\n'));
        const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
        const bytes = sizes.reduce((sum, size) => sum + size, 0);
        assert.ok(bytes < mostToTell && bytes > 50_000, `${bytes}`);
      });

    for (const [command, words, most, not = []] of commands) {
      it(`is a few files, and little of Node: ${command} ${words.join(' ')}`, async () => {
        const bin = binOf(command);
        const { files, builtIn } = await loadedBy([bin, ...words]);
        assert.ok(files.length <= most && files.includes(bin), files.join('\n'));
        assert.deepEqual(
          [...large, ...not].filter((name) => builtIn.includes(`NativeModule ${name}`)),
          [],
        );
      });
    }
  });

  describe('what it reads before a command that works', () => {
    const entries: readonly (readonly [entry: string, most: number])[] = [
      ['core/bundle/cli-commands-sync.cjs', 4],
      ['core/bundle/cli-commands-renew.cjs', 5],
      ['core/bundle/cli-commands-plan.cjs', 8],
      ['core/bundle/cli-commands-run.cjs', 10],
      ['core/bundle/cli-lexicon-run.cjs', 10],
    ];
    for (const [entry, most] of entries) {
      it(`is a few files: ${entry}`, async () => {
        const files = await filesOf(join(directory.path, 'package/dist', entry));
        assert.ok(files.size > 1 && files.size <= most, [...files].join('\n'));
      });
    }
  });

  it('keeps compiled code that the next one takes, also where it asks servers', async () => {
    const server = await serve(() => ({ status: 404, body: {} }));
    const asking = ['powerdns', 'list', 'example.com', 'TXT', '--pdns-server', `http://${server.host}`];
    const bin = join(directory.path, 'package/dist/core/bundle/lexicon.cjs');
    async function keptAfter(): Promise<readonly string[]> {
      await runCommand(process.execPath, [bin, ...asking, '--auth-token', 't'], { accept: [1] });
      const kept = join(directory.path, 'package/.compile-cache');
      const names = (await readdir(kept)).filter((name) => name.includes('.cjs-'));
      return Promise.all(names.map(async (name) => `${name} ${(await stat(join(kept, name))).ino}`));
    }
    try {
      const first = await keptAfter();
      assert.ok(first.length > 5 && server.asked.length > 0, first.join('\n'));
      assert.deepEqual(await keptAfter(), first);
    } finally {
      await server.stop();
    }
  });

  describe('what it has written down to say at once', () => {
    itSaysAtOnce(() => join(directory.path, 'package'));
  });
});

/** A file and all that Node reads before it runs. */
async function filesOf(file: string, found = new Set<string>()): Promise<ReadonlySet<string>> {
  if (found.has(file)) return found;
  found.add(file);
  const text = await readFile(file, 'utf8');
  for (const [, path = ''] of text.matchAll(/\bbundleLoad\("(\.[^"]+)"\)/g))
    await filesOf(join(dirname(file), path), found);
  return found;
}

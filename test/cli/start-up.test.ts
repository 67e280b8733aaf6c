import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { environmentFor, writeLineages } from '../bench/lineages.js';
import { createTempDir, runCli, type TempDir } from '../lab/index.js';

/** What a command that only tells something has no use for. */
const heavy =
  /\/(providers|plugins)\/[^/]+\/[^/]+\.js$|\/node_modules\/(acme-client|dockerode|undici|zod|pino|yaml|chokidar|pkijs|pg)\//;

const preload = new URL('./trace-imports.js', import.meta.url).href;

describe('what a command loads', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('trace');
  });
  after(() => directory.remove());

  async function loadedBy(
    bin: 'lexicon' | 'letsencrypt-dns',
    words: readonly string[],
    { code = 0, variables = {} }: { code?: number; variables?: Readonly<Record<string, string>> } = {},
  ): Promise<string[]> {
    const trace = join(directory.path, [bin, ...words].join('_').replaceAll('/', ''));
    const env = { ...variables, NODE_OPTIONS: `--import=${preload}`, IMPORT_TRACE: trace };
    const result = await runCli(words, { bin, env });
    assert.equal(result.code, code, result.stderr);
    return (await readFile(trace, 'utf8')).trim().split('\n');
  }

  const telling = [
    ['letsencrypt-dns', '--help'],
    ['letsencrypt-dns', '--version'],
    ['letsencrypt-dns', 'sync', '--help'],
    ['letsencrypt-dns', 'providers'],
    ['letsencrypt-dns', 'providers', '--json'],
    ['letsencrypt-dns', 'providers', 'ovh'],
    ['letsencrypt-dns', 'lexicon', '--help'],
    ['letsencrypt-dns', '--config-dir', '.', 'lexicon', 'ovh', '--help'],
    ['lexicon', '--help'],
    ['lexicon', '--version'],
    ['lexicon', 'ovh', '--help'],
    ['lexicon', 'auto', '--help'],
  ] as const;

  for (const [bin, ...words] of telling) {
    it(`neither a provider nor a large package: ${bin} ${words.join(' ')}`, async () => {
      const loaded = await loadedBy(bin, words);
      assert.ok(
        loaded.some((url) => url.endsWith(`/core/cli/bin/${bin}.js`)),
        'the trace works',
      );
      assert.deepEqual(
        loaded.filter((url) => heavy.test(url)),
        [],
      );
    });
  }

  it('of what issues, nothing for a pass that has nothing to do', async () => {
    const configDir = join(directory.path, 'volume');
    await mkdir(configDir);
    await writeLineages(configDir, 2);
    const loaded = await loadedBy('letsencrypt-dns', ['sync'], { variables: environmentFor(configDir) });
    assert.ok(
      loaded.some((url) => url.endsWith('/core/issuance/pass/run-pass.js')),
      'the trace works',
    );
    assert.deepEqual(
      loaded.filter((url) =>
        /\/providers\/[^/]+\/[^/]+\.js$|\/node_modules\/(acme-client|dockerode|undici|zod|yaml|pkijs)\//.test(url),
      ),
      [],
    );
  });

  it('of the providers, the one that is asked for', async () => {
    const words = [
      'ddns',
      'list',
      'example.com',
      'TXT',
      '--name=a',
      '--ddns-server=127.0.0.1:1',
      '--auth-token=nonsense',
    ];
    const loaded = await loadedBy('lexicon', words, { code: 2 });
    const providers = loaded.flatMap((url) => /\/providers\/([^/]+)\/index\.js$/.exec(url)?.[1] ?? []);
    assert.deepEqual(providers, ['ddns']);
    assert.ok(!loaded.some((url) => /node_modules\/(acme-client|dockerode)\//.test(url)));
  });
});

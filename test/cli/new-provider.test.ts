import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, type TempDir } from '../lab/index.js';
import { hostedCli } from './command-host.js';

/** What it writes is compiled and tried where the published package is (test/bundle/published.test.ts). */
describe('letsencrypt-dns providers new', () => {
  let directory: TempDir;
  const folder = () => join(directory.path, 'letsencrypt-dns-my-dns');
  before(async () => {
    directory = await createTempDir('new-provider');
  });
  after(() => directory.remove());

  const create = (words: readonly string[]) => hostedCli(['providers', 'new', ...words], { cwd: directory.path });

  it('writes a package under the name that was asked for', async () => {
    const { code, stdout, stderr } = await create(['my-dns', '--title', 'My & DNS']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /src\/index\.ts\n.*test\/my-dns\.test\.ts\n/s);
    assert.doesNotMatch(JSON.stringify(await readdir(folder(), { recursive: true })), /examplecloud/);
    for (const name of ['package.json', 'manifest.json', 'src/index.ts', 'test/my-dns.test.ts'])
      assert.doesNotMatch(await readFile(join(folder(), name), 'utf8'), /examplecloud|Example Cloud/i, name);
  });

  it('is found by its path, with help and variables', async () => {
    const env = { LETSENCRYPT_PLUGINS: folder() };
    const { stdout, code } = await hostedCli(['providers', 'my-dns'], { env });
    assert.equal(code, 0);
    assert.match(stdout, /My & DNS \(my-dns\)[\s\S]*--auth-token +LEXICON_MY_DNS_/);
  });

  it('writes over nothing, and takes no id that is taken or cannot be one', async () => {
    const again = await create(['my-dns']);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /is not empty/);
    const taken = await create(['cloudflare']);
    assert.equal(taken.code, 2);
    assert.match(taken.stderr, /there is a provider called cloudflare already \(built in\)/);
    for (const id of ['My_DNS', '../up', '9lives']) assert.equal((await create([id])).code, 2, id);
    assert.deepEqual(await readdir(directory.path), ['letsencrypt-dns-my-dns']);
  });
});

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, projectRoot, runCli, runCommand, type TempDir } from '../lab/index.js';

const root = projectRoot();

/** The linter of this project looks at the template where it lies, as at everything else. */
describe('letsencrypt-dns providers new', () => {
  let directory: TempDir;
  const folder = () => join(directory.path, 'letsencrypt-dns-my-dns');
  before(async () => {
    directory = await createTempDir('new-provider');
  });
  after(() => directory.remove());

  const create = (words: readonly string[]) => runCli(['providers', 'new', ...words], { cwd: directory.path });

  it('writes a package that passes types and its own test, under the name that was asked for', async () => {
    const { code, stdout, stderr } = await create(['my-dns', '--title', 'My & DNS']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /src\/index\.ts\n.*test\/my-dns\.test\.ts\n/s);
    assert.doesNotMatch(JSON.stringify(await readdir(folder(), { recursive: true })), /examplecloud/);
    const modules = join(folder(), 'node_modules');
    await mkdir(join(modules, '@types'), { recursive: true });
    await symlink(root, join(modules, 'letsencrypt-dns'));
    for (const name of ['zod', 'typescript', '@types/node', 'undici-types'])
      await symlink(join(root, 'node_modules', name), join(modules, name));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const types = await runCommand(process.execPath, [tsc, '--pretty', 'false'], { cwd: folder(), accept: [0, 1, 2] });
    assert.equal(types.code, 0, types.stdout);
    const tested = await runCommand(process.execPath, ['--test', '--test-reporter=tap', 'dist/test/my-dns.test.js'], {
      cwd: folder(),
      accept: [0, 1],
    });
    assert.equal(tested.code, 0, tested.stdout);
    assert.match(tested.stdout, /ok \d+ - keeps two values at one name apart/);
    assert.match(tested.stdout, /ok \d+ - removes by the id of the record/);
  });

  it('is found by its path, with help and variables', async () => {
    const env = { LETSENCRYPT_PLUGINS: folder() };
    const { stdout, code } = await runCli(['providers', 'my-dns'], { env });
    assert.equal(code, 0);
    assert.match(stdout, /My & DNS \(my-dns\)[\s\S]*--auth-token +LEXICON_MY_DNS_/);
  });

  it('has a test that notices a provider that does not do what it must', async () => {
    const file = join(folder(), 'dist/src/index.js');
    const text = await readFile(file, 'utf8');
    // A list that forgets the type.
    await writeFile(file, text.replace("content: 'value'", "content: 'data'"));
    const options = { cwd: folder(), accept: [0, 1] };
    const tested = await runCommand(process.execPath, ['--test', 'dist/test/my-dns.test.js'], options);
    await writeFile(file, text);
    assert.equal(tested.code, 1);
    assert.match(tested.stdout, /not ok \d+ - keeps two values at one name apart/);
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

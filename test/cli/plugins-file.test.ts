import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, projectRoot, runCli, type TempDir } from '../lab/index.js';

const fixture = join(projectRoot(), 'test/fixtures/example-provider');

describe('LETSENCRYPT_PLUGINS_FILE', () => {
  let directory: TempDir;
  let names: string;

  before(async () => {
    directory = await createTempDir('plugins-file');
    names = join(directory.path, 'plugins');
    await writeFile(names, `${fixture}\n`);
  });
  after(() => directory.remove());

  it('names packages for `providers` and `lexicon` as well', async () => {
    const env = { LETSENCRYPT_PLUGINS_FILE: names };
    const listed = await runCli(['providers', '--json'], { env });
    assert.equal(listed.code, 0, listed.stderr);
    const origins = (listed.json() as { id: string; origin: string }[]).filter(({ id }) => id === 'examplefile');
    assert.deepEqual(
      origins.map(({ origin }) => origin),
      ['letsencrypt-dns-example-provider'],
    );
    const help = await runCli(['examplefile', '--help'], { env, bin: 'lexicon' });
    assert.equal(help.code, 0, help.stderr);
    assert.match(help.stdout, /--auth-token/);
  });

  it('is read no less strictly than other files of variables', async () => {
    const both = await runCli(['providers'], {
      env: { LETSENCRYPT_PLUGINS_FILE: names, LETSENCRYPT_PLUGINS: fixture },
    });
    assert.equal(both.code, 2);
    assert.match(both.stderr, /LETSENCRYPT_PLUGINS and LETSENCRYPT_PLUGINS_FILE are both set/);
    const missing = await runCli(['ovh', '--help'], { env: { LETSENCRYPT_PLUGINS_FILE: '/nowhere' }, bin: 'lexicon' });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /cannot read \/nowhere: there is no such file \(LETSENCRYPT_PLUGINS_FILE\)/);
  });
});

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildBundle } from '../bundle/build-bundle.js';
import { createTempDir, missing, projectRoot, runCommand, startPebble, type TempDir } from '../lab/index.js';

/** A project of somebody else: this program as it is published, and two packages written against its SDK. */
describe('packages installed from npm beside this program', { skip: missing('pebble') }, () => {
  let directory: TempDir;
  const bin = (name: string) => join(directory.path, 'node_modules', '.bin', name);

  before(async () => {
    directory = await createTempDir('consumer');
    const bundle = await buildBundle(join(directory.path, 'bundle'));
    await writeFile(join(directory.path, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
    const fixtures = ['example-provider', 'example-plugin'].map((name) => join(projectRoot(), 'test/fixtures', name));
    // None of them needs anything else, so no registry is asked.
    const npm = ['--silent', '--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
    await runCommand('npm', ['install', ...npm, '--install-links', bundle.folder, ...fixtures], {
      cwd: directory.path,
      timeoutMs: 240_000,
    });
  });
  after(() => directory.remove());

  const env = () => ({
    LETSENCRYPT_PLUGINS: 'letsencrypt-dns-example-provider,letsencrypt-dns-example-plugin',
    LEXICON_PROVIDER: 'examplefile',
    LEXICON_EXAMPLEFILE_TOKEN: 'a password of the file',
    LEXICON_EXAMPLEFILE_FILE: join(directory.path, 'records.json'),
  });

  it('are listed with their origin', async () => {
    const { stdout } = await runCommand(bin('letsencrypt-dns'), ['providers', '--json'], {
      cwd: directory.path,
      env: env(),
    });
    const entry = (JSON.parse(stdout) as { id: string; origin: string }[]).find(({ id }) => id === 'examplefile');
    assert.equal(entry?.origin, 'letsencrypt-dns-example-provider');
  });

  it('have a help page and work on the lexicon command line', async () => {
    const help = await runCommand(bin('lexicon'), ['examplefile', '--help'], { cwd: directory.path, env: env() });
    assert.match(help.stdout, /--auth-token.*Password of the file/s);
    assert.match(help.stdout, /LEXICON_EXAMPLEFILE_AUTH_TOKEN/);
    await runCommand(bin('lexicon'), ['examplefile', 'create', 'example.com', 'TXT', '--name', 'a', '--content', 'b'], {
      cwd: directory.path,
      env: env(),
    });
    const listed = await runCommand(bin('lexicon'), ['examplefile', 'list', 'example.com', 'TXT', '--output', 'JSON'], {
      cwd: directory.path,
      env: env(),
    });
    const [record] = JSON.parse(listed.stdout) as { name: string; content: string }[];
    assert.deepEqual({ name: record?.name, content: record?.content }, { name: 'a.example.com', content: 'b' });
  });

  it('issue a certificate, and are told of it', async () => {
    const pebble = await startPebble({ dnsServer: '127.0.0.1:1', env: { PEBBLE_VA_ALWAYS_VALID: '1' } });
    try {
      await writeFile(join(directory.path, 'domains.conf'), 'www.example.com\n');
      const note = join(directory.path, 'note.txt');
      await runCommand(bin('letsencrypt-dns'), ['sync', '--config-dir', directory.path], {
        cwd: directory.path,
        env: {
          ...env(),
          LETSENCRYPT_SERVER: pebble.directoryUrl,
          LETSENCRYPT_CA_BUNDLE: pebble.caBundle,
          DNS_RESOLVERS: '127.0.0.1:1',
          DNS_PROPAGATION: 'off',
          LEXICON_SLEEP_TIME: '0',
          EXAMPLE_NOTE_FILE: note,
        },
      });
      assert.equal(await readFile(note, 'utf8'), 'issued www.example.com 1\n');
      const left = JSON.parse(await readFile(join(directory.path, 'records.json'), 'utf8')) as {
        type: string;
        name: string;
      }[];
      assert.deepEqual(
        left.map(({ name }) => name),
        ['a'],
        'the challenge record is gone, the other one stays',
      );
    } finally {
      await pebble.stop();
    }
  });
});

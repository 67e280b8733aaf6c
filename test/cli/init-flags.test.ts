import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { createTempDir, keys, missing, openTerminal, type TempDir } from '../lab/index.js';
import { hostedCli } from './command-host.js';

const folders: TempDir[] = [];

describe('letsencrypt-dns init by flags', () => {
  let at: (name: string) => string;
  let env: Record<string, string>;
  beforeEach(async () => {
    const folder = await createTempDir('init-flags');
    folders.push(folder);
    at = (name) => join(folder.path, name);
    env = {
      LETSENCRYPT_CONFIG_DIR: folder.path,
      LETSENCRYPT_ENV_FILE: at('settings.env'),
      DNS_RESOLVERS: '127.0.0.1:9',
    };
  });
  after(() => Promise.all(folders.map((folder) => folder.remove())));

  const run = (...words: string[]) => hostedCli(['init', ...words], { env });
  const standalone = ['--provider', 'standalone', '--option', 'server-name=acme-dns.example.com'];

  it('adds a wildcard and an IDN to lines that end as in Windows, and leaves those as they are', async () => {
    await writeFile(at('domains.conf'), 'a.example.com\r\nb.example.com');
    const { code, stderr } = await run('*.bücher.example', 'bücher.example', ...standalone, '--write');
    assert.equal(code, 0, stderr);
    assert.match(readFileSync(at('domains.conf'), 'utf8'), /^a\.example\.com\r\nb\.example\.com\r?\n\*\.\S+ \S+\r?\n$/);
    const plan = await hostedCli(['check', '--json'], { env });
    // That the records of the built-in server are missing is said as well.
    assert.equal(plan.code, 1, plan.stderr);
    assert.match(plan.stdout, /xn--bcher-kva\.example/);
  });

  it('names what is missing and what is wrong, and writes nothing then', async () => {
    await writeFile(at('key.pem'), 'a key');
    const table: readonly (readonly [words: readonly string[], said: RegExp])[] = [
      [['x.example.com', '--provider', 'standalone'], /missing: --option server-name=… \(/],
      [['x.example.com', '--provider', 'ovh'], /LEXICON_OVH_AUTH_APPLICATION_KEY in the environment or --option auth-/],
      [['x.example.com', '--provider', 'nonsense'], /there is no provider called nonsense/],
      [['x.example.com', ...standalone, '--option', 'foo=bar'], /has no option foo/],
      [
        [
          'x.example.com',
          '--provider',
          'transip',
          '--option',
          'auth-api-key-file=/nowhere',
          '--option',
          'auth-username=u',
        ],
        /--auth-api-key-file: there is no file \/nowhere/,
      ],
      [
        [
          'x.example.com',
          '--provider',
          'transip',
          '--option',
          'auth-api-key-file=key.pem',
          '--option',
          'auth-username=u',
        ],
        /--auth-api-key-file: give the path from the root on/,
      ],
      [['no..name', ...standalone], /no\.\.name/],
    ];
    for (const [words, said] of table) {
      const { code, stderr } = await run(...words, '--write');
      assert.equal(code, 2, stderr);
      assert.match(stderr, said);
    }
    assert.throws(() => readFileSync(at('domains.conf')), { code: 'ENOENT' });
    assert.throws(() => readFileSync(at('settings.env')), { code: 'ENOENT' });
  });

  it('takes names beside a YAML configuration, but none that stands there already', async () => {
    await writeFile(at('letsencrypt-dns.yml'), 'certificates: [{ domains: [y.example.com] }]\n');
    const { code, stderr } = await run('z.example.com', ...standalone, '--write');
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(at('domains.conf'), 'utf8'), 'z.example.com\n');
    const twice = await run('y.example.com', ...standalone, '--write');
    assert.equal(twice.code, 2, twice.stdout);
    assert.equal(readFileSync(at('domains.conf'), 'utf8'), 'z.example.com\n');
  });

  it('breaks what it says into lines that a narrow terminal has room for', { skip: missing('script') }, async () => {
    const asked = openTerminal(['init'], { env, cwd: at('.'), columns: 40 });
    await asked.sees(/Which names/);
    const said = asked.shown().split('Which names')[0] ?? '';
    assert.match(said, /Nothing is/);
    assert.deepEqual(
      said.split(/\r?\n/).filter((line) => line.length > 40),
      [],
    );
    asked.type(keys.interrupt);
    assert.equal(await asked.exited, 1);
  });

  it('says on a terminal that cannot draw anew why nothing is asked', { skip: missing('script') }, async () => {
    const asked = openTerminal(['init'], { env: { ...env, TERM: 'dumb' }, cwd: at('.'), columns: 40 });
    await asked.sees(/nothing is asked on it/);
    assert.equal(await asked.exited, 2);
    assert.equal(asked.shown({ raw: true }).includes('\u001B'), false);
  });
});

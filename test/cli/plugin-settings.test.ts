import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { projectRoot, runCli, spawnCli, waitFor } from '../lab/index.js';
import { makeAuthority } from '../store/certificates.js';
import { makeConfigDir, openStore, saveRequest } from '../store/volume.js';
import { hostedCli } from './command-host.js';

const token = 'a-token-that-nobody-is-to-see';

interface Volume {
  readonly configDir: string;
  readonly book: string;
  /** What the courier noted. */
  lines(): string[];
  write(name: string, text: string): void;
  readonly env: Readonly<Record<string, string>>;
}

/** A configuration directory with two certificates and the package of somebody else beside this program. */
async function volume(context: TestContext): Promise<Volume> {
  const configDir = makeConfigDir(context);
  const store = openStore(configDir);
  const authority = makeAuthority();
  for (const name of ['www.example.com', 'mail.example.com']) {
    await store.save(saveRequest(name, authority.issue([name])));
  }
  const packages = join(configDir, 'node_modules');
  mkdirSync(packages);
  symlinkSync(projectRoot(), join(packages, 'letsencrypt-dns'));
  const fixture = join(projectRoot(), 'test/fixtures/courier-plugin');
  cpSync(fixture, join(packages, 'letsencrypt-dns-courier-plugin'), { recursive: true });
  const book = join(configDir, 'book');
  return {
    configDir,
    book,
    lines: () => (existsSync(book) ? readFileSync(book, 'utf8').trim().split('\n') : []),
    write: (name, text) => writeFileSync(join(configDir, name), text),
    env: {
      LETSENCRYPT_CONFIG_DIR: configDir,
      LETSENCRYPT_PLUGINS: 'letsencrypt-dns-courier-plugin',
      COURIER_BOOK: book,
      DOCKER_HOST: 'unix:///nowhere',
      LEXICON_PROVIDER: 'linode',
      LEXICON_LINODE_AUTH_TOKEN: 'none',
    },
  };
}

describe('the options of a plugin of a third party', () => {
  it('come from files of variables, and its secrets are never shown', async (context) => {
    const { env, write, lines, configDir } = await volume(context);
    write('domains.conf', 'www.example.com\n');
    write('token', `${token}\n`);
    const file = { ...env, COURIER_TOKEN_FILE: join(configDir, 'token') };
    const done = await runCli(['hooks'], { env: file });
    assert.equal(done.code, 0, done.stderr);
    assert.deepEqual(lines(), [`hello renewed www.example.com ${token.length} number 0 2`]);
    assert.match(done.stderr, /courier\.example/);
    assert.ok(!done.stderr.includes(token), done.stderr);

    const failed = await runCli(['hooks', '--log-level', 'debug'], { env: { ...file, COURIER_GREETING: 'fail' } });
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /courier failed: refused: /);
    for (const text of [failed.stdout, failed.stderr]) assert.ok(!text.includes(token), text);
    const status = await runCli(['status', '--json'], { env: file });
    assert.ok(!status.stdout.includes(token));
  });

  it('fail its step alone where they are missing or wrong, and check tells of them', async (context) => {
    const { env, write } = await volume(context);
    write('domains.conf', 'www.example.com\n');
    const missing = await hostedCli(['check'], { env });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /the plugin `courier` lacks COURIER_TOKEN.*Set COURIER_TOKEN, or `courier\.token` in/);
    const wrong = { ...env, COURIER_TOKEN: token, COURIER_TRIES: 'often' };
    assert.match((await hostedCli(['check'], { env: wrong })).stderr, /COURIER_TRIES must be a number, not `often`/);
    const run = await hostedCli(['hooks'], { env: wrong });
    assert.equal(run.code, 1);
    assert.match(run.stdout, /www\.example\.com: permissions done/);
    assert.match(run.stdout, /www\.example\.com: courier failed: .*COURIER_TRIES/);
  });

  it('have keys in the YAML file, which can name the package as well', async (context) => {
    const { env, write, lines, book } = await volume(context);
    const { LETSENCRYPT_PLUGINS: plugins, COURIER_BOOK: _book, ...others } = env;
    write(
      'letsencrypt-dns.yml',
      [
        `plugins: [${plugins}]`,
        `courier: { book: ${book}, token: ${token}, greeting: ahoy, tries: 4 }`,
        'profiles: [{ name: own, provider: linode, provider_options: { auth_token: x } }]',
        'certificates: [{ domains: [www.example.com], profile: own }]',
      ].join('\n'),
    );
    const done = await hostedCli(['hooks'], { env: others });
    assert.equal(done.code, 0, done.stderr);
    assert.deepEqual(lines(), [`ahoy renewed www.example.com ${token.length} number 0 2`]);
    assert.ok(!done.stderr.includes(token));
    const slip = await hostedCli(['check'], { env: { ...others, COURIER_GREETING: 'salut' } });
    assert.match(slip.stderr, /`courier\.greeting` does not count: COURIER_GREETING is set/);
    write('letsencrypt-dns.yml', `plugins: [${plugins}]\ncourier: { tokn: x }\n`);
    assert.match((await hostedCli(['check'], { env: others })).stderr, /unknown key `tokn`.*Did you mean `token`/);
  });

  it('can be those of single certificates, in domains.conf and in YAML', async (context) => {
    const { env, write, lines } = await volume(context);
    const door = 'open sesame, twice';
    const set = { ...env, COURIER_TOKEN: token, COURIER_GREETING: 'salut' };
    write('domains.conf', `www.example.com courier-copies=4 courier-door-code='${door}' # a comment\n`);
    write(
      'letsencrypt-dns.yml',
      `profiles: [{ name: own, provider: linode, provider_options: { auth_token: x } }]\n` +
        `certificates: [{ domains: [mail.example.com], profile: own, courier: { greeting: hey, copies: 2 } }]\n`,
    );
    const done = await hostedCli(['hooks'], { env: set });
    assert.equal(done.code, 0, done.stderr);
    assert.deepEqual(lines().sort(), [
      `hey renewed mail.example.com ${token.length} number 0 3`,
      `salut renewed www.example.com ${token.length} number ${door.length} 5`,
    ]);
    assert.ok(!done.stderr.includes('sesame'), done.stderr);

    write(
      'domains.conf',
      'www.example.com courier-copies=many\na.example.com courier-copy=1\nb.example.com courier-copies=1 2\n',
    );
    const wrong = await hostedCli(['check'], { env: set });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /domains\.conf:1:17: error: `courier-copies` must be a number/);
    assert.match(
      wrong.stderr,
      /domains\.conf:2:15: error: unknown option `courier-copy`.*Did you mean `courier-copies`/,
    );
    assert.match(wrong.stderr, /domains\.conf:3:32: error: `2` is unexpected here/);
    write('domains.conf', '');
    write('letsencrypt-dns.yml', 'certificates: [{ domains: [mail.example.com], courier: { copis: 1 } }]\n');
    assert.match((await hostedCli(['check'], { env: set })).stderr, /unknown key `copis`.*Did you mean `copies`/);
  });

  it('are written by `config migrate` as they stand, also where the YAML file names the package', async (context) => {
    const { env, write, configDir, book } = await volume(context);
    const { LETSENCRYPT_PLUGINS: plugins, COURIER_BOOK: _book, ...others } = env;
    const set = { ...others, COURIER_TOKEN: token, PFX_EXPORT: 'true', DEPLOY_HOOK: 'echo hi' };
    write('domains.conf', "www.example.com courier-door-code='open it' autorestart-containers=web\n");
    write(
      'letsencrypt-dns.yml',
      [
        `plugins: [${plugins}]`,
        `courier: { book: ${book}, greeting: ahoy }`,
        `certificates: [{ domains: [mail.example.com], courier: { copies: 3 }, pfx: { export: false }, deploy_hook: '' }]`,
      ].join('\n'),
    );
    const migrated = await hostedCli(['config', 'migrate'], { env: set });
    assert.equal(migrated.code, 0, migrated.stderr);
    assert.match(migrated.stdout, /courier:\n {2}book: .*\n {2}greeting: ahoy\n/);
    assert.match(
      migrated.stdout,
      /autorestart:\n {6}- containers:\n {10}- web\n {4}courier:\n {6}door_code: open it\n/,
    );
    assert.match(migrated.stdout, / {4}pfx:\n {6}export: false\n {4}deploy_hook: ""\n {4}courier:\n {6}copies: 3\n/);
    assert.ok(!migrated.stdout.includes(token));
    rmSync(join(configDir, 'domains.conf'));
    write('letsencrypt-dns.yml', migrated.stdout);
    const again = await hostedCli(['config', 'migrate'], { env: { ...others, COURIER_TOKEN: token } });
    assert.equal(again.stdout, migrated.stdout, again.stderr);
  });

  it('are in force at the next pass of a running daemon, and come and go with the package', async (context) => {
    const { env, write, lines, book } = await volume(context);
    const { LETSENCRYPT_PLUGINS: plugins, COURIER_BOOK: _book, ...others } = env;
    const rest = ['acme: { on_remove: keep }', 'certificates: []'];
    const courier = (greeting: string) => [
      `plugins: [${plugins}]`,
      `courier: { book: ${book}, token: ${token}, greeting: ${greeting} }`,
    ];
    const store = (...more: readonly string[]) => write('letsencrypt-dns.yml', [...more, ...rest].join('\n'));
    store();
    const daemon = await spawnCli(['run'], { env: others });
    const log = () => daemon.stderr();
    const passes = () => log().match(/"event":"pass\.ended"/g)?.length ?? 0;
    const events = (name: string) =>
      log()
        .split('\n')
        .filter((line) => line.includes(`"event":"${name}"`));
    await waitFor('the first pass', () => passes() > 0, { timeoutMs: 60_000 });
    store(...courier('here'), 'log_level: debug');
    await waitFor('a pass with the package', () => lines().includes('here all'), { timeoutMs: 60_000 });
    assert.equal(events('plugins.changed').length, 1);
    assert.match(events('configuration.restart').join('\n'), /not in force before a restart: log_level/);
    store(...courier('changed'), 'log_level: debug');
    await waitFor('a pass with other settings', () => lines().includes('changed all'), { timeoutMs: 60_000 });
    const before = passes();
    store('log_level: debug');
    await waitFor('the package to go', () => events('plugins.changed').length > 1, { timeoutMs: 60_000 });
    await waitFor('a pass without it', () => passes() > before, { timeoutMs: 60_000 });
    assert.deepEqual(lines(), ['here all', 'changed all']);
    assert.deepEqual([events('plugins.changed').length, events('configuration.restart').length], [2, 1]);
    assert.ok(!log().includes(token));
    daemon.kill('SIGTERM');
    assert.equal((await daemon.exited).code, 0);
  });
});

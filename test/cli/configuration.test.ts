import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, type TempDir } from '../lab/index.js';
import { hostedCli } from './command-host.js';

describe('the configuration, as commands meet it', () => {
  let directory: TempDir;
  let conf: string;

  before(async () => {
    directory = await createTempDir('configuration');
    conf = join(directory.path, 'conf');
    await mkdir(conf);
    await writeFile(join(conf, 'domains.conf'), 'a.example.com\n');
  });
  after(() => directory.remove());

  it('wants no credential, and names no provider, where none is asked', async () => {
    for (const words of [['status'], ['health'], ['plan'], ['delete', 'b.example.com'], ['revoke', 'b.example.com']]) {
      const { stdout, stderr, code } = await hostedCli([...words, '--config-dir', conf], { env: {} });
      assert.doesNotMatch(`${stdout}${stderr}`, /cloudflare|credential|LEXICON/i, words.join(' '));
      if (words[0] === 'plan') assert.equal(code, 10, stderr);
      if (words[0] === 'health') assert.notEqual(code, 2, stderr);
    }
    const { stderr, code } = await hostedCli(['check', '--config-dir', conf], { env: {} });
    assert.equal(code, 2);
    assert.match(stderr, /no DNS provider is chosen/);
    assert.doesNotMatch(stderr, /cloudflare/);
  });

  it('makes no folder where the one that was named is not there', async () => {
    const missing = join(directory.path, 'missing');
    for (const command of ['status', 'sync', 'check', 'health', 'run', 'plan']) {
      for (const [words, env] of [
        [[command, '--config-dir', missing], {}],
        [[command], { LETSENCRYPT_CONFIG_DIR: missing }],
      ] as const) {
        const { stderr, code } = await hostedCli(words, { env });
        assert.equal(code, 2, `${words.join(' ')}: ${stderr}`);
        assert.match(stderr, /configuration directory .* does not exist/);
      }
    }
    assert.equal(existsSync(missing), false);
  });

  it('has a plan that fails where a bad line leaves nothing to do', async () => {
    const bad = join(directory.path, 'bad-line');
    await mkdir(bad);
    await writeFile(join(bad, 'domains.conf'), 'a_.example.com/\n');
    const { stdout, stderr, code } = await hostedCli(['plan', '--config-dir', bad], { env: {} });
    assert.equal(code, 2, stdout);
    assert.match(stderr, /domains\.conf:1:1: error/);
  });

  it('shows slips beside errors', async () => {
    const { stderr, code } = await hostedCli(['sync', '--config-dir', conf], {
      env: { LEXICON_PROVIDER: 'ovh', STATUS_LISTN: '8080', NOTIFY_REPEAT_HOUR: '1' },
    });
    assert.equal(code, 2);
    assert.match(stderr, /STATUS_LISTN: warning: .*`STATUS_LISTEN`/);
    assert.match(stderr, /NOTIFY_REPEAT_HOUR: warning: .*`NOTIFY_REPEAT_HOURS`/);
    assert.match(stderr, /error: .*`ovh` lacks .*docs\/providers\/ovh\.md/);
  });

  it('reads the env file with every command, and refuses one that others may write', async () => {
    const file = join(directory.path, 'x.env');
    await writeFile(file, `LEXICON_PROVIDER="ovh"\nLETSENCRYPT_CONFIG_DIR=${conf}\n`, { mode: 0o600 });
    const env = { LETSENCRYPT_ENV_FILE: file };
    const checked = await hostedCli(['check'], { env });
    assert.match(checked.stderr, /`ovh` lacks/);
    const status = await hostedCli(['status'], { env });
    assert.match(status.stdout, /a\.example\.com/);
    const own = await hostedCli(['check'], { env: { ...env, LEXICON_PROVIDER: 'gandi' } });
    assert.match(own.stderr, /`gandi` lacks/);
    await writeFile(file, `LETSENCRYPT_PLUGINS=${directory.path}/no-plugin\n`);
    for (const [words, options] of [
      [['providers'], { env }],
      [['ovh', '--help'], { env, bin: 'lexicon' }],
      [['status', '--config-dir', conf], { env }],
      [
        ['check', '--config-dir', conf],
        { env: { ...env, LEXICON_PROVIDER: 'duckdns', LEXICON_DUCKDNS_AUTH_TOKEN: 't' } },
      ],
    ] as const) {
      const { stderr } = await hostedCli(words, options);
      assert.match(stderr, /^LETSENCRYPT_PLUGINS: error: the package .*no-plugin cannot be used/m, words.join(' '));
    }
    await chmod(file, 0o646);
    for (const bin of ['letsencrypt-dns', 'lexicon'] as const) {
      const { stderr, code } = await hostedCli(['status'], { env, bin });
      assert.equal(code, 2);
      assert.match(stderr, /the env file is refused/);
    }
  });

  it('names an owner that does not exist, and a proxy that cannot be used', async () => {
    const env = { LEXICON_PROVIDER: 'duckdns', LEXICON_DUCKDNS_AUTH_TOKEN: 't' };
    const owner = await hostedCli(['check', '--config-dir', conf], {
      env: { ...env, CERTS_USER_OWNER: 'nobody-at-all' },
    });
    assert.equal(owner.code, 2);
    assert.match(owner.stderr, /CERTS_USER_OWNER: error: there is no user "nobody-at-all"/);
    const proxy = await hostedCli(['check', '--config-dir', conf], {
      env: { ...env, https_proxy: 'socks5h://p:1080' },
    });
    assert.equal(proxy.code, 2);
    assert.match(proxy.stderr, /HTTPS_PROXY.*socks5h/);
  });

  it('runs no code that the working directory names', async () => {
    const work = join(directory.path, 'work');
    await mkdir(join(work, 'node_modules/planted'), { recursive: true });
    await writeFile(join(work, '.letsencrypt-dnsrc'), 'plugins: [./node_modules/planted]');
    await writeFile(join(work, 'node_modules/planted/package.json'), '{"letsencrypt-dns": {}}');
    const env = { LEXICON_PROVIDER: 'duckdns', LEXICON_DUCKDNS_AUTH_TOKEN: 't' };
    const quiet = await hostedCli(['check', '--config-dir', conf], { env, cwd: work });
    assert.equal(quiet.code, 0, quiet.stderr);
    for (const name of ['planted', './node_modules/planted']) {
      const { stderr } = await hostedCli(['check', '--config-dir', conf], {
        env: { ...env, LETSENCRYPT_PLUGINS: name },
        cwd: work,
      });
      assert.match(stderr, /cannot be used/, name);
    }
  });

  it('takes the names that other programs have for a log level', async () => {
    const { code, stderr } = await hostedCli(['status', '--config-dir', conf, '--log-level', 'WARNING'], { env: {} });
    assert.notEqual(code, 2, stderr);
    assert.equal((await hostedCli(['status', '--log-level', 'loud'], { env: {} })).code, 2);
  });

  it('takes no options of lexicon from a file that somebody planted', { skip: process.geteuid?.() !== 0 }, async () => {
    const open = join(directory.path, 'open');
    await mkdir(open);
    await chmod(open, 0o1777);
    await writeFile(join(open, 'lexicon.yml'), 'powerdns: {pdns_server: "http://127.0.0.1:9"}');
    await chown(join(open, 'lexicon.yml'), 12345, 12345);
    const words = ['powerdns', 'list', 'example.com', 'TXT', '--auth-token=t'];
    const { stderr, code } = await hostedCli(words, { bin: 'lexicon', cwd: open });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /cannot read lexicon.yml: uid 12345 put it into a directory where everybody may write/);
  });
});

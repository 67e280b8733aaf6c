import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfiguration } from '../../core/config/load.js';
import type { Settings } from '../../core/config/settings.js';
import { catalog, fakeFiles, lines, load } from './fixtures.js';

const empty = { '/conf/domains.conf': '# none' };

async function read(env: Record<string, string>) {
  const { state, problems } = await load(env, empty);
  return { settings: state.settings, problems: lines(problems) };
}

test('half of an external account binding is named with what lacks', async () => {
  const [kid, key] = ['LETSENCRYPT_EAB_KID', 'LETSENCRYPT_EAB_HMAC_KEY'];
  for (const [given, lacking] of [
    [kid, key],
    [key, kid],
  ] as const) {
    const { settings, problems } = await read({ [given]: 'abcd' });
    assert.equal(settings.eab, undefined);
    assert.deepEqual(problems, [`${lacking}: error: ${given} is set without ${lacking}. Set both or neither`]);
  }
});

const meant: readonly [Record<string, string>, (settings: Settings) => unknown, unknown][] = [
  [{ LETSENCRYPT_USER_MAIL: 'a@example.com,b@example.com' }, ({ mail }) => mail, 'a@example.com,b@example.com'],
  [
    { LETSENCRYPT_USER_MAIL: ' mailto:a@example.com;  b@example.com ' },
    ({ mail }) => mail,
    'a@example.com,b@example.com',
  ],
  [{ LOG_LEVEL: 'WARNING' }, ({ logLevel }) => logLevel, 'warn'],
  [{ LOG_LEVEL: 'Critical' }, ({ logLevel }) => logLevel, 'fatal'],
  [{ TZ: 'GMT+2' }, ({ timeZone }) => timeZone, 'Etc/GMT+2'],
  [{ TZ: 'UTC-5:30' }, ({ timeZone }) => timeZone, 'Asia/Kolkata'],
  [{ TZ: '<+03>-3' }, ({ timeZone }) => timeZone, 'Etc/GMT-3'],
  [{ TZ: 'UTC0' }, ({ timeZone }) => timeZone, 'UTC'],
  [{ TZ: 'CET-1CEST,M3.5.0,M10.5.0/3' }, ({ timeZone }) => timeZone, 'Europe/Berlin'],
  [{ TZ: ':America/New_York' }, ({ timeZone }) => timeZone, 'America/New_York'],
  [{ TIMEZONE: 'Europe/Paris' }, ({ timeZone }) => timeZone, 'Europe/Paris'],
  [{ TIMEZONE: 'Europe/Paris', TZ: 'UTC' }, ({ timeZone }) => timeZone, 'UTC'],
  [
    { LETSENCRYPT_EAB_KID: 'k', LETSENCRYPT_EAB_HMAC_KEY: 'a+b/cd==' },
    ({ eab }) => eab,
    { kid: 'k', hmacKey: 'a-b_cd' },
  ],
  [{ LEXICON_SLEEP_TIME: '0.5' }, ({ propagation }) => propagation.sleepTime, 0.5],
  [{ LEXICON_SLEEP_TIME: '.25' }, ({ propagation }) => propagation.sleepTime, 0.25],
  [{ HTTPS_PROXY: 'proxy.example:3128' }, ({ proxy }) => proxy.https, 'proxy.example:3128'],
  [{ DNS_RESOLVERS: '192.0.2.1' }, ({ resolvers }) => resolvers, [{ host: '192.0.2.1', port: 53 }]],
  [{ DNS_RESOLVERS: ' , ' }, ({ resolvers }) => resolvers, undefined],
  [{ FOLLOW_CNAMES: 'no' }, ({ followCnames }) => followCnames, false],
  [
    { LETSENCRYPT_CA: 'Google', LETSENCRYPT_STAGING: '1' },
    ({ server }) => server,
    'https://dv.acme-v02.test-api.pki.goog/directory',
  ],
  [{ LETSENCRYPT_CA: 'zerossl' }, ({ server }) => server, 'https://acme.zerossl.com/v2/DV90'],
  [{ LETSENCRYPT_CA: 'sslcom' }, ({ server }) => server, 'https://acme.ssl.com/sslcom-dv-ecc'],
  [
    { LETSENCRYPT_CA: 'sslcom', LETSENCRYPT_KEY_TYPE: 'rsa' },
    ({ server }) => server,
    'https://acme.ssl.com/sslcom-dv-rsa',
  ],
  [{ LETSENCRYPT_CA: 'https://ca.example/dir' }, ({ server }) => server, 'https://ca.example/dir'],
  [
    { LETSENCRYPT_CA: 'zerossl', LETSENCRYPT_SERVER: 'http://127.0.0.1:14000/dir', LETSENCRYPT_STAGING: 'true' },
    ({ server }) => server,
    'http://127.0.0.1:14000/dir',
  ],
  [{ LETSENCRYPT_SERVER: 'http://[::1]:1/dir' }, ({ server }) => server, 'http://[::1]:1/dir'],
];

test('a plugin gets modes in octal, however they are written', async () => {
  for (const [text, wanted] of [
    ['416', '0640'],
    ['u=rw,g=r', '0640'],
    ['0620', '0620'],
    ['0604', '0604'],
    ['0o670', '0670'],
  ] as const) {
    const { plugins } = (await load({ CERTS_FILES_MODE: text }, empty)).state;
    assert.equal(plugins.permissions?.options.filesMode, wanted, text);
  }
  const { plugins } = (await load({ CERTS_DIRS_MODE: '488' }, empty)).state;
  assert.equal(plugins.permissions?.options.dirsMode, '0750');
});

test('values are taken as they are meant', async () => {
  for (const [env, pick, wanted] of meant) {
    const { settings, problems } = await read(env);
    assert.deepEqual(pick(settings), wanted, JSON.stringify(env));
    assert.deepEqual(problems, [], JSON.stringify(env));
  }
});

const wrong: readonly [Record<string, string>, RegExp][] = [
  [{ HTTPS_PROXY: 'socks5h://u:secret@p:1080' }, /^HTTPS_PROXY: error: .*`socks5h:\/\/`/],
  [{ http_proxy: 'socks4://p:1080' }, /^HTTP_PROXY: error: /],
  [{ HTTPS_PROXY: 'http://' }, /^HTTPS_PROXY: error: /],
  [{ LETSENCRYPT_SERVER: 'http://ca.example/dir' }, /^LETSENCRYPT_SERVER: error: .* https URL/],
  [{ LETSENCRYPT_SERVER: 'https://u:secret@ca.example/dir' }, /^LETSENCRYPT_SERVER: error: .*user name/],
  [{ LETSENCRYPT_CA: 'https://secret@ca.example/dir' }, /^LETSENCRYPT_CA: error: .*user name/],
  [{ LETSENCRYPT_CA: 'zerosl' }, /^LETSENCRYPT_CA: error: .* Did you mean `zerossl`\?/],
  [
    { LETSENCRYPT_CA: 'zerossl', LETSENCRYPT_STAGING: 'true' },
    /^LETSENCRYPT_STAGING: error: ZeroSSL has no staging server/,
  ],
  [
    { LETSENCRYPT_CA: 'https://ca.example/', LETSENCRYPT_STAGING: 'true' },
    /^LETSENCRYPT_STAGING: error: .* no staging/,
  ],
  [{ CERTS_FILES_MODE: '0646' }, /^CERTS_FILES_MODE: error: .*0646 lets everybody write/],
  [{ CERTS_FILES_MODE: '0644' }, /^CERTS_FILES_MODE: warning: .*0644 lets everybody read/],
  [{ CERTS_DIRS_MODE: '511' }, /^CERTS_DIRS_MODE: warning: .*0777 lets everybody/],
  [{ CRON_TIME_STRING: '0 0 30 2 *' }, /^CRON_TIME_STRING: warning: .*never comes/],
  [{ TZ: 'Mars/Olympus' }, /^TZ: warning: .*UTC is taken/],
  [{ DNS_RESOLVER: '192.0.2.1' }, /^DNS_RESOLVER: warning: .*`DNS_RESOLVERS`/],
  [{ NOTIFY_URL: 'x' }, /^NOTIFY_URL: warning: .*`NOTIFY_URLS`/],
  [{ STATUS_LISTN: 'x' }, /^STATUS_LISTN: warning: .*`STATUS_LISTEN`/],
  [{ CERT_USER_OWNER: 'x' }, /^CERT_USER_OWNER: warning: .*`CERTS_USER_OWNER`/],
  [{ DEPLOY_HOK: 'x' }, /^DEPLOY_HOK: warning: .*`DEPLOY_HOOK`/],
  [{ FOLLOW_CNAME: 'x' }, /^FOLLOW_CNAME: warning: .*`FOLLOW_CNAMES`/],
  [{ letsencrypt_staging: 'x' }, /^letsencrypt_staging: warning: .*`LETSENCRYPT_STAGING`/],
];

test('what cannot be meant is told, each once and without secrets', async () => {
  for (const [env, pattern] of wrong) {
    const { problems } = await read(env);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', pattern);
    assert.doesNotMatch(problems.join(), /secret/);
  }
});

test('variables of others are left alone', async () => {
  const { problems } = await read({
    ALL_PROXY: 'socks5://p',
    CONFIG_PATH: '/config',
    DOCKER_HOSTS: 'x',
    LOG_DIR: 'x',
    TZDIR: 'x',
    CERT_FILE: 'x',
    DNS_SERVER: 'x',
  });
  assert.deepEqual(problems, []);
});

test('a CA that binds accounts wants its key, unless there is an account', async () => {
  const configDir = await mkdtemp(join(tmpdir(), 'eab-'));
  const request = {
    env: { LETSENCRYPT_CA: 'zerossl', LEXICON_CLOUDFLARE_AUTH_TOKEN: 't' },
    configDir,
    manifests: catalog,
    readFile: fakeFiles({ [join(configDir, 'domains.conf')]: 'a.example.com' }),
  };
  const wanted = /^LETSENCRYPT_EAB_KID: error: ZeroSSL makes no account/;
  assert.match(lines((await loadConfiguration(request)).problems)[0] ?? '', wanted);
  assert.deepEqual(lines((await loadConfiguration({ ...request, credentials: 'optional' })).problems), []);
  await mkdir(join(configDir, 'accounts/acme.zerossl.com/v2/DV90'), { recursive: true });
  assert.deepEqual(lines((await loadConfiguration(request)).problems), []);
  await rm(configDir, { recursive: true });
});

test('more names than the CA takes are warned of, fewer with some profiles', async () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `a${index}.example.com`).join(' ');
  const env = { LEXICON_CLOUDFLARE_AUTH_TOKEN: 't' };
  for (const [count, more, warned] of [
    [100, {}, false],
    [101, {}, true],
    [25, { LETSENCRYPT_PROFILE: 'shortlived' }, false],
    [26, { LETSENCRYPT_PROFILE: 'shortlived' }, true],
  ] as const) {
    const { problems } = await load({ ...env, ...more }, { '/conf/domains.conf': names(count) });
    assert.deepEqual(
      problems.map(({ severity }) => severity),
      warned ? ['warning'] : [],
      String(count),
    );
  }
});

test('who asks no provider is told of none, and who named none is told of none', async () => {
  const files = { '/conf/domains.conf': 'a.example.com' };
  assert.deepEqual(
    lines((await load({}, files)).problems).map((line) => line.slice(0, 56)),
    ['LEXICON_PROVIDER: error: no DNS provider is chosen. Set '],
  );
  const request = { env: {}, configDir: '/conf', manifests: catalog, readFile: fakeFiles(files) } as const;
  const quiet = await loadConfiguration({ ...request, credentials: 'optional' });
  assert.deepEqual(lines(quiet.problems), []);
  const named = { ...request, env: { LEXICON_PROVIDER: 'powerdns' } };
  assert.deepEqual(lines((await loadConfiguration({ ...named, credentials: 'optional' })).problems), []);
  assert.match(
    lines((await loadConfiguration(named)).problems)[0] ?? '',
    /`powerdns` lacks .*docs\/providers\/powerdns\.md/,
  );
});

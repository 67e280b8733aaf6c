import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allVariables } from '../../core/config/plugin-variables.js';
import { letsEncryptStagingServer } from '../../core/config/settings.js';
import { type Files, lines, load } from './fixtures.js';

async function stateOf(env: Record<string, string>, files: Files = {}) {
  const { state, problems } = await load(env, { '/conf/domains.conf': '# none', ...files });
  assert.deepEqual(lines(problems), []);
  return state;
}

async function settings(env: Record<string, string>, files: Files = {}) {
  return (await stateOf(env, files)).settings;
}

async function problemsOf(env: Record<string, string>, files: Files = {}): Promise<string[]> {
  return lines((await load(env, { '/conf/domains.conf': '# none', ...files })).problems);
}

test('variables are read into their types', async () => {
  const { settings: read, plugins } = await stateOf({
    LETSENCRYPT_DOMAINS_CONF: '/conf/domains.conf',
    LETSENCRYPT_USER_MAIL: 'me@example.org',
    LETSENCRYPT_STAGING: 'Yes',
    LETSENCRYPT_EAB_KID: 'kid',
    LETSENCRYPT_EAB_HMAC_KEY: 'a-b_c',
    LETSENCRYPT_PROFILE: 'shortlived',
    LETSENCRYPT_PREFERRED_CHAIN: 'ISRG Root X2',
    LETSENCRYPT_KEY_TYPE: 'RSA4096',
    LETSENCRYPT_REUSE_KEY: '1',
    LETSENCRYPT_ON_REMOVE: 'keep',
    LETSENCRYPT_PLUGINS: 'a, ./b ,',
    LETSENCRYPT_WATCH_POLLING: 'TRUE',
    CRON_TIME_STRING: '*/5 * * * *',
    TZ: ':Europe/Berlin',
    LEXICON_TTL: '120',
    LEXICON_SLEEP_TIME: '0',
    LEXICON_MAX_CHECKS: '2',
    DNS_RESOLVERS: '192.0.2.1, 192.0.2.2:5353,[::1]:53,2001:db8::1,dns.example, https://dns.example/dns-query',
    DNS_PROPAGATION: 'recursive',
    CERTS_DIRS_MODE: '755',
    CERTS_FILES_MODE: '0600',
    CERTS_USER_OWNER: '1000',
    CERTS_GROUP_OWNER: 'ssl-cert',
    PFX_EXPORT: 'true',
    PFX_EXPORT_PASSPHRASE: ' pass ',
    PFX_EXPORT_LEGACY: 'no',
    DEPLOY_HOOK: 'echo "$RENEWED_LINEAGE"',
    DOCKER_CLUSTER_PROVIDER: 'swarm',
    DOCKER_HOST: 'tcp://127.0.0.1:2375',
    https_proxy: 'http://u:s%40@proxy:3128',
    NO_PROXY: 'localhost',
    STATUS_LISTEN: '9090',
    NOTIFY_URLS: 'https://ntfy.sh/x,mailto:a@example.org',
    LOG_LEVEL: 'DEBUG',
    LOG_FORMAT: 'Text',
    STATUS_HOSTS: 'status.example.org, other.example.org',
  });
  assert.equal(read.mail, 'me@example.org');
  assert.equal(read.server, letsEncryptStagingServer);
  assert.deepEqual(read.eab, { kid: 'kid', hmacKey: 'a-b_c' });
  assert.deepEqual([read.acmeProfile, read.preferredChain], ['shortlived', 'ISRG Root X2']);
  assert.deepEqual([read.keyType, read.reuseKey, read.onRemove], ['rsa4096', true, 'keep']);
  assert.deepEqual(read.plugins, ['a', './b']);
  assert.deepEqual([read.cron, read.timeZone, read.watchPolling], ['*/5 * * * *', 'Europe/Berlin', true]);
  assert.deepEqual(
    [read.ttl, read.propagation],
    [120, { mode: 'recursive', sleepTime: 0, maxChecks: 2, isGiven: true }],
  );
  assert.deepEqual(read.resolvers, [
    { host: '192.0.2.1', port: 53 },
    { host: '192.0.2.2', port: 5353 },
    { host: '::1', port: 53 },
    { host: '2001:db8::1', port: 53 },
    { host: 'dns.example', port: 53 },
    { host: 'dns.example', port: 443, url: 'https://dns.example/dns-query' },
  ]);
  const permissions = { dirsMode: '0755', filesMode: '0600', user: '1000', group: 'ssl-cert' };
  assert.deepEqual(plugins.permissions?.options, permissions);
  assert.deepEqual(plugins.pfx?.options, { export: true, passphrase: 'pass', legacy: false });
  assert.equal(plugins['deploy-hook']?.options.command, 'echo "$RENEWED_LINEAGE"');
  assert.equal(plugins['docker-restart']?.options.clusterProvider, 'swarm');
  assert.deepEqual(read.docker, { host: 'tcp://127.0.0.1:2375' });
  assert.deepEqual(read.proxy, { https: 'http://u:s%40@proxy:3128', http: undefined, none: 'localhost' });
  assert.deepEqual(read.statusListen, { host: '127.0.0.1', port: 9090 });
  assert.equal(plugins.notify?.options.urls, 'https://ntfy.sh/x,mailto:a@example.org');
  assert.deepEqual([read.logLevel, read.logFormat], ['debug', 'text']);
  assert.deepEqual(read.statusHosts, ['status.example.org', 'other.example.org']);
});

test('booleans are true, false, 1, 0, yes and no in any case, and nothing else', async () => {
  for (const text of ['true', 'TRUE', '1', 'yes', 'Yes']) {
    assert.equal((await settings({ LETSENCRYPT_REUSE_KEY: text })).reuseKey, true, text);
  }
  for (const text of ['false', 'False', '0', 'no', 'NO', '']) {
    assert.equal((await settings({ LETSENCRYPT_REUSE_KEY: text })).reuseKey, false, text);
  }
  for (const text of ['on', 'off', '2', 'y', 'truee', 'null']) {
    assert.deepEqual(await problemsOf({ LETSENCRYPT_REUSE_KEY: text }), [
      `LETSENCRYPT_REUSE_KEY: error: LETSENCRYPT_REUSE_KEY must be true or false (or 1, 0, yes, no), not \`${text}\``,
    ]);
  }
});

const wrong: readonly [string, string, RegExp][] = [
  ['LETSENCRYPT_ACME_V1', 'true', /v1 servers down in 2021\. Remove LETSENCRYPT_ACME_V1/],
  ['LETSENCRYPT_USER_MAIL', 'nobody', /must be a mail address, .*not `nobody`/],
  ['LETSENCRYPT_SERVER', 'acme.example.com', /must be a URL/],
  ['LETSENCRYPT_SERVER', 'ftp://acme.example.com', /must be an https URL/],
  ['LETSENCRYPT_KEY_TYPE', 'dsa', /must be one of rsa, rsa4096, ecdsa, ecdsa384, not `dsa`/],
  ['LETSENCRYPT_ON_REMOVE', 'forget', /must be one of revoke, delete, keep/],
  ['CRON_TIME_STRING', '99 * * * *', /must be a cron pattern: Invalid value for minute: 99/],
  ['CRON_TIME_STRING', 'daily', /must be a cron pattern/],
  ['LEXICON_TTL', '0', /must be a whole number, 1 or more/],
  ['LEXICON_SLEEP_TIME', '-1', /must be a number of seconds, 0 or more/],
  ['LEXICON_MAX_CHECKS', '1.5', /must be a whole number/],
  ['DNS_RESOLVERS', '1.1.1.1,[::1', /`\[::1` is not/],
  ['DNS_RESOLVERS', '1.1.1.1:99999', /must be host\[:port\]/],
  ['DNS_RESOLVERS', 'https://user:pw@dns.example/q', /or an https:\/\/ address/],
  ['DNS_RESOLVERS', 'http://dns.example/q', /or an https:\/\/ address/],
  ['DNS_PROPAGATION', 'on', /must be one of authoritative, recursive, off/],
  ['CERTS_DIRS_MODE', '0888', /mode in octal/],
  ['CERTS_USER_OWNER', 'a:b', /must be a name or a number/],
  ['DOCKER_CLUSTER_PROVIDER', 'kubernetes', /must be one of none, swarm/],
  ['STATUS_LISTEN', 'localhost', /must be \[host:\]port/],
  ['LOG_LEVEL', 'loud', /must be one of/],
  ['LETSENCRYPT_CA_BUNDLE', '/nowhere.pem', /cannot read \/nowhere.pem: there is no such file/],
];

test('each wrong value is an error that names its variable', async () => {
  for (const [name, value, message] of wrong) {
    const found = await problemsOf({ [name]: value });
    assert.equal(found.length, 1, `${name}: ${found.join(' | ')}`);
    assert.match(found[0] ?? '', new RegExp(`^${name}: error: `));
    assert.match(found[0] ?? '', message);
  }
});

test('wrong values are all told together, and secrets are not', async () => {
  const found = await problemsOf({ LEXICON_TTL: 'x', LETSENCRYPT_EAB_HMAC_KEY: 'not base64!', TZ: 'x' });
  assert.equal(found.length, 4);
  assert.doesNotMatch(found.join('\n'), /not base64/);
  assert.match(
    found.join('\n'),
    /LETSENCRYPT_EAB_KID: error: LETSENCRYPT_EAB_HMAC_KEY is set without LETSENCRYPT_EAB_KID/,
  );
});

test('the server of one wins over staging', async () => {
  const server = 'https://acme.example.com/directory';
  assert.equal((await settings({ LETSENCRYPT_SERVER: server, LETSENCRYPT_STAGING: 'true' })).server, server);
});

test('0 checks mean only to sleep, unless a mode is asked for', async () => {
  assert.equal((await settings({ LEXICON_MAX_CHECKS: '0' })).propagation.mode, 'off');
  const asked = await settings({ LEXICON_MAX_CHECKS: '0', DNS_PROPAGATION: 'recursive' });
  assert.deepEqual(asked.propagation, { mode: 'recursive', sleepTime: 30, maxChecks: 4, isGiven: true });
});

test('every variable can come from a file', async () => {
  for (const { name } of allVariables()) {
    const found = await problemsOf({ [`${name}_FILE`]: '/missing' });
    assert.deepEqual(found, [`${name}_FILE: error: cannot read /missing: there is no such file`]);
  }
  const { settings: read, plugins } = await stateOf(
    { PFX_EXPORT_PASSPHRASE_FILE: '/run/secrets/p', LETSENCRYPT_USER_MAIL_FILE: '/m', LETSENCRYPT_STAGING_FILE: '/s' },
    { '/run/secrets/p': 'p w\n', '/m': 'a@example.org\r\n', '/s': '\ufefftrue' },
  );
  assert.equal(plugins.pfx?.options.passphrase, 'p w');
  assert.equal(read.mail, 'a@example.org');
  assert.equal(read.server, letsEncryptStagingServer);
});

test('white space around a value is dropped, and a line end inside is an error that shows nothing', async () => {
  const { settings: read, plugins } = await stateOf(
    { PFX_EXPORT_PASSPHRASE_FILE: '/p', LETSENCRYPT_PROFILE: ' shortlived\n', LETSENCRYPT_PREFERRED_CHAIN: ' ' },
    { '/p': '\ufeff x y\r\n\n' },
  );
  assert.equal(plugins.pfx?.options.passphrase, 'x y');
  assert.equal(read.acmeProfile, 'shortlived');
  assert.equal(read.preferredChain, undefined);
  assert.deepEqual(await problemsOf({ PFX_EXPORT_PASSPHRASE: 'top\nsecret' }), [
    'PFX_EXPORT_PASSPHRASE: error: PFX_EXPORT_PASSPHRASE must stand on one line, and there is a line end in it',
  ]);
  const hook = 'echo a\necho b';
  const several = await stateOf({ DEPLOY_HOOK: `${hook}\n`, LETSENCRYPT_PLUGINS: 'a\nb\n' });
  assert.equal(several.plugins['deploy-hook']?.options.command, hook);
  assert.deepEqual(several.settings.plugins, ['a', 'b']);
});

test('both a variable and its file, or a file that cannot be read, are errors', async () => {
  assert.deepEqual(await problemsOf({ LEXICON_TTL: '60', LEXICON_TTL_FILE: '/t' }, { '/t': '60' }), [
    'LEXICON_TTL: error: LEXICON_TTL and LEXICON_TTL_FILE are both set. Set one of them',
  ]);
  assert.deepEqual(await problemsOf({ LEXICON_TTL_FILE: '/t' }, { '/t': { code: 'EACCES' } }), [
    'LEXICON_TTL_FILE: error: cannot read /t: permission denied',
  ]);
  assert.deepEqual(await problemsOf({ LEXICON_TTL_FILE: '/t' }, { '/t': 'sixty' }), [
    'LEXICON_TTL_FILE: error: LEXICON_TTL must be a whole number, 1 or more, not `sixty`',
  ]);
});

test('unknown variables get a warning with the nearest name; those of others do not', async () => {
  const found = await problemsOf({
    LETSENCRYPT_STAGEING: 'true',
    CERTS_FILE_MODE_FILE: '/x',
    PFX_PASSPHRASE: 'x',
    LETSENCRYPT_DNS_SERVICE_HOST: '10.0.0.1',
    LETSENCRYPT_DNS_PORT_443_TCP_ADDR: '10.0.0.1',
    CERTS_PORT: 'tcp://10.0.0.1:1',
    LEXICON_PROVIDR: 'x',
    LEXICON_OTHER_TOKEN: 'x',
    PATH: '/bin',
  });
  assert.deepEqual(found, [
    'LETSENCRYPT_STAGEING: warning: there is no variable LETSENCRYPT_STAGEING. Did you mean `LETSENCRYPT_STAGING`?',
    'CERTS_FILE_MODE_FILE: warning: there is no variable CERTS_FILE_MODE_FILE. Did you mean `CERTS_FILES_MODE`?',
    'PFX_PASSPHRASE: warning: there is no variable PFX_PASSPHRASE. Did you mean `PFX_EXPORT_PASSPHRASE`?',
    'LEXICON_PROVIDR: warning: there is no variable LEXICON_PROVIDR. Did you mean `LEXICON_PROVIDER`?',
  ]);
});

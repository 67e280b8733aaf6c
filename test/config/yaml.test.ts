import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseProfile } from '../../core/config/choose-profile.js';
import { environmentProfile, mayRemove } from '../../core/config/desired-state.js';
import { configurationToYaml } from '../../core/config/in-yaml.js';
import { letsEncryptServer, letsEncryptStagingServer } from '../../core/config/settings.js';
import { catalog, type Files, lines, load } from './fixtures.js';

const file = '/conf/config.yml';

function loadYaml(text: string, env: Record<string, string> = {}, files: Files = {}) {
  return load(env, { [file]: text, ...files }, file);
}

/** Has every key of dnsrobocert's reference. */
const reference = `
draft: false
acme:
  email_account: my.email@example.net
  staging: false
  api_version: 2
  directory_url: https://example.net/dir
  certs_root_path: /data
  certs_permissions:
    files_mode: 0640
    dirs_mode: "0755"
    user: nobody
    group: 1000
  crontab_renew: 12 01,13 * * *
profiles:
  - name: first
    provider: cloudflare
    provider_options:
      auth_token: 0123
    sleep_time: 45
    max_checks: 5
    ttl: 120
  - name: second
    provider: subreg
    provider_options:
      auth_username: USER
      auth_password: \${PASSWORD}\${file:/run/secrets/x}$\${NOT}
    delegated_subdomain: sub.example.net
    max_checks: 0
certificates:
- name: my-wildcard-cert
  domains:
  - "*.example.net"
  - Example.net
  profile: first
  pfx:
    export: true
    passphrase: PASSPHRASE
  autorestart:
  - containers:
    - container1
  - swarm_services: [service1]
  - container: [container3]
    podman_containers: [pod]
  autocmd:
  - cmd: /usr/bin/remote_deploy.sh "a b"
    containers:
    - container2
    - container4
  - cmd: [echo, a b]
    containers: [container5]
- domains:
  - www.sub.example.net
  profile: second
  deploy_hook: python /home/user/local_deploy.py
  force_renew: false
  follow_cnames: no
  reuse_key: yes
  key_type: rsa
`;

test('a file with every key of dnsrobocert works unchanged', async () => {
  const { state, problems } = await loadYaml(reference, { PASSWORD: 'pa' }, { '/run/secrets/x': 'ss\n' });
  assert.deepEqual(lines(problems), []);
  const { settings } = state;
  assert.deepEqual([settings.mail, settings.server], ['my.email@example.net', 'https://example.net/dir']);
  assert.deepEqual(state.plugins.permissions?.options, {
    dirsMode: '0755',
    filesMode: '0640',
    user: 'nobody',
    group: '1000',
  });
  assert.deepEqual(state.profiles, {
    first: {
      id: 'first',
      provider: 'cloudflare',
      options: { username: undefined, token: '0123', zoneId: undefined },
      secrets: ['0123'],
      zones: [],
      delegated: undefined,
      resolveZoneName: false,
      ttl: 120,
      propagation: { mode: 'authoritative', sleepTime: 45, maxChecks: 5, isGiven: true },
      place: `${file}:17:15`,
    },
    second: {
      id: 'second',
      provider: 'gransy',
      askedFor: 'subreg',
      options: { username: 'USER', password: `pass\${NOT}` },
      secrets: [`pass\${NOT}`],
      zones: [],
      delegated: 'sub.example.net',
      resolveZoneName: false,
      ttl: undefined,
      propagation: { mode: 'off', sleepTime: 30, maxChecks: 4, isGiven: true },
      place: `${file}:24:15`,
    },
  });
  const [wildcard, other] = state.certificates;
  assert.deepEqual(wildcard, {
    name: 'my-wildcard-cert',
    domains: ['*.example.net', 'example.net'],
    profile: 'first',
    keyType: 'ecdsa',
    reuseKey: false,
    explicit: {},
    isNameGiven: true,
    server: 'https://example.net/dir',
    acmeProfile: undefined,
    preferredChain: undefined,
    followCnames: false,
    forceRenew: false,
    steps: {
      pfx: { export: true, passphrase: 'PASSPHRASE', legacy: false },
      'deploy-hook': { command: undefined },
      'docker-restart': { containers: ['container1', 'container3', 'pod'], services: ['service1'] },
      'docker-exec': {
        commands: [
          { container: 'container2', argv: ['/usr/bin/remote_deploy.sh', 'a b'] },
          { container: 'container4', argv: ['/usr/bin/remote_deploy.sh', 'a b'] },
          { container: 'container5', argv: ['echo', 'a b'] },
        ],
      },
    },
    source: { file, line: 31, column: 3 },
  });
  assert.deepEqual(
    [
      other?.name,
      other?.profile,
      other?.steps['deploy-hook']?.command,
      other?.followCnames,
      other?.reuseKey,
      other?.keyType,
    ],
    ['www.sub.example.net', 'second', 'python /home/user/local_deploy.py', false, true, 'rsa'],
  );
  assert.deepEqual([...state.secrets].sort(), ['0123', 'PASSPHRASE', `pass\${NOT}`]);
  assert.equal(state.removalPermitted, true);
});

test('the other sections stand for the variables, which win', async () => {
  const { state, problems } = await loadYaml(
    `dns: {resolvers: [192.0.2.1, "[::1]:5353"], propagation: recursive, sleep_time: 5}
acme: {staging: on, eab: {kid: k, hmac_key: abc}, key_type: rsa4096, on_remove: keep}
pfx: {export: true}
plugins: [a, ./b]
docker: {cluster_provider: swarm}
log_level: debug
`,
    { LOG_LEVEL: 'warn', LETSENCRYPT_KEY_TYPE: 'ecdsa384' },
    { '/conf/domains.conf': '' },
  );
  assert.deepEqual(lines(problems), [
    `${file}:2:61: warning: \`acme.key_type\` does not count: LETSENCRYPT_KEY_TYPE is set`,
    `${file}:6:12: warning: \`log_level\` does not count: LOG_LEVEL is set`,
  ]);
  const { settings } = state;
  assert.deepEqual(settings.resolvers, [
    { host: '192.0.2.1', port: 53 },
    { host: '::1', port: 5353 },
  ]);
  assert.deepEqual(settings.propagation, { mode: 'recursive', sleepTime: 5, maxChecks: 4, isGiven: true });
  assert.deepEqual(
    [settings.server, settings.keyType, settings.logLevel],
    [letsEncryptStagingServer, 'ecdsa384', 'warn'],
  );
  assert.deepEqual([settings.eab, settings.onRemove], [{ kid: 'k', hmacKey: 'abc' }, 'keep']);
  assert.equal(state.plugins.pfx?.options.export, true);
  assert.equal(state.plugins['docker-exec']?.options.clusterProvider, 'swarm');
  assert.deepEqual(settings.plugins, ['a', './b']);
});

test('staging asked for in the environment is not undone by a server in the file', async () => {
  const text = 'acme: {directory_url: "https://ca.example/dir"}\n';
  const { state, problems } = await loadYaml(text, { LETSENCRYPT_STAGING: 'true' }, { '/conf/domains.conf': '' });
  assert.equal(state.settings.server, letsEncryptStagingServer);
  assert.match(lines(problems)[0] ?? '', /config.yml:1:23: warning: .*LETSENCRYPT_STAGING is set/);
});

const certificate = (more: string) => `profiles: [{name: p, provider: cloudflare, provider_options: {auth_token: t}}]
certificates:
- domains: [a.example.com]
  profile: p
- domains: [b.example.com]
  profile: p
${more}`;

const entryErrors: readonly [string, string, RegExp][] = [
  ['  keytype: rsa', '7:3', /unknown key `keytype`. Did you mean `key_type`\?/],
  ['  autorestart: [{contaners: [x]}]', '7:18', /unknown key `contaners`. Did you mean `containers` or `container`\?/],
  ['  key_type: dsa', '7:13', /`key_type` must be one of rsa/],
  ['  reuse_key: maybe', '7:14', /`reuse_key` must be true or false/],
  ['  pfx: {passphrase: x}', '7:8', /`pfx.export` is missing/],
  ['  autocmd: [{containers: [x]}]', '7:13', /`autocmd.0.cmd` is missing/],
  ["  autocmd: [{cmd: 'a \"b', containers: [x]}]", '7:19', /character 3: the quote that opens here is never closed/],
  ['  autocmd: [{cmd: " ", containers: [x]}]', '7:19', /the command is empty/],
  ['  autorestart: [{containers: [a b]}]', '7:31', /`a b` is not a container name/],
  ['  directory_url: nowhere', '7:18', /`directory_url` must be a URL/],
  ['  provider: cloudflare', '7:13', /`profile` and `provider` are both given/],
  ['  autorestart: x', '7:16', /`autorestart` must be a list/],
];

test('a bad certificate has an error at its place, is held, and stops no other', async () => {
  for (const [more, place, message] of entryErrors) {
    const { state, problems } = await loadYaml(certificate(more), { LEXICON_CLOUDFLARE_TOKEN: 't' });
    const [line, ...rest] = lines(problems);
    assert.deepEqual(rest, [], more);
    assert.ok(line?.startsWith(`${file}:${place}: error: `), `${more}: ${line}`);
    assert.match(line ?? '', message);
    assert.deepEqual([problems[0]?.scope, problems[0]?.certificate], ['certificate', 'b.example.com']);
    assert.deepEqual(state.held, ['b.example.com'], more);
    assert.deepEqual(
      state.certificates.map((entry) => entry.name),
      ['a.example.com'],
    );
    assert.equal(state.removalPermitted, true);
  }
});

const listErrors: readonly [string, string, RegExp, boolean][] = [
  ['- domains: [c.example.com]\n  profile: q', '8:12', /there is no profile `q`/, true],
  ['- domains: [c.example.com, d_e.example.com]', '7:28', /underscore/, true],
  ['- domains: ["*.example.com", c.example.com]', '7:30', /`c.example.com` is covered by `\*.example.com`/, true],
  ['- domains: [a.example.com]', '7:3', /`a.example.com` stands twice/, true],
  ['- domains: []\n  name: c', '7:12', /`domains` must not be empty/, true],
  ['- name: c', '7:3', /`domains` is missing/, true],
  ['- name: ../c\n  domains: [c.example.com]', '7:9', /`..\/c` cannot be the name/, false],
  ['- domains: [c_d.example.com]\n  profile: p', '7:13', /underscore/, false],
  ['- nonsense', '7:3', /must be a map/, false],
];

test('errors of the list have their place; one without a name forbids removals', async () => {
  for (const [more, place, message, permitted] of listErrors) {
    const { state, problems } = await loadYaml(certificate(more), { LEXICON_CLOUDFLARE_TOKEN: 't' });
    const [line] = lines(problems);
    assert.ok(line?.startsWith(`${file}:${place}: error: `), `${more}: ${line}`);
    assert.match(line ?? '', message);
    assert.equal(state.certificates.length, 2, more);
    assert.equal(state.removalPermitted, permitted, more);
  }
});

const profileErrors: readonly [string, string, RegExp][] = [
  ['{name: q, provider: cloudfare}', '3:23', /there is no provider `cloudfare`. Did you mean `cloudflare`\?/],
  ['{name: q, provider: powerdns, provider_options: {pdns_server: x}}', '3:23', /lacks --auth-token. Set `auth_token`/],
  ['{name: q, provider: powerdns}', '3:23', /lacks .*Set LEXICON_POWERDNS_AUTH_TOKEN and LEXICON_POWERDNS_PDNS_SERVER/],
  ['{name: q, provider: cloudflare, provider_options: {auth_token: t}, sleep: 3}', '3:70', /unknown key `sleep`/],
  [
    '{name: q, provider: cloudflare, provider_options: {auth_token: t}, ttl: x}',
    '3:75',
    /`ttl` must be a whole number, 1 or more/,
  ],
  [
    '{name: q, provider: cloudflare, provider_options: {auth_token: t}, zones: [a..b]}',
    '3:78',
    /not the name of a zone/,
  ],
  ['{name: p, provider: cloudflare, provider_options: {auth_token: t}}', '3:10', /the profile `p` stands twice/],
];

test('a bad profile holds its certificates and stops no other', async () => {
  for (const [profile, place, message] of profileErrors) {
    const text = `profiles:
- {name: p, provider: cloudflare, provider_options: {auth_token: t}}
- ${profile}
certificates:
- {domains: [a.example.com], profile: p}
- {domains: [b.example.com], profile: ${profile.startsWith('{name: p') ? 'p' : 'q'}}
`;
    const { state, problems } = await loadYaml(text);
    const [line, ...rest] = lines(problems);
    assert.deepEqual(rest, [], profile);
    assert.ok(line?.startsWith(`${file}:${place}: error: `), `${profile}: ${line}`);
    assert.match(line ?? '', message);
    assert.equal(problems[0]?.scope, 'certificate');
    if (!profile.startsWith('{name: p')) assert.deepEqual(state.held, ['b.example.com']);
    assert.equal(state.certificates[0]?.name, 'a.example.com');
  }
});

const fileErrors: readonly [string, string, RegExp][] = [
  ['acme: {staging: maybe}', '1:17', /`acme.staging` must be true or false/],
  ['acme: {stageing: true}', '1:8', /unknown key `stageing`. Did you mean `staging`\?/],
  ['certificate: []', '1:1', /unknown key `certificate`. Did you mean `certificates`\?/],
  ['acme: {api_version: 1}', '1:21', /ACME v1 is no longer possible/],
  ['acme: {api_version: 3}', '1:21', /must be 2/],
  ['acme: {crontab_renew: "99 * * * *"}', '1:23', /must be a cron pattern/],
  ['acme: {certs_permissions: {files_mode: 999}}', '1:40', /octal/],
  ['acme: {eab: {kid: x}}', '1:19', /without LETSENCRYPT_EAB_HMAC_KEY/],
  [`acme:\n  email_account: \${NO_SUCH}`, '2:18', /the variable NO_SUCH is not set/],
  [`acme:\n  email_account: \${file:/none}`, '2:18', /cannot read \/none: there is no such file/],
  ['acme: [', '1:8', /not valid YAML/],
  ['a: &a [*a]', '1:1', /refers to itself/],
  ['- x', '1:1', /must be a map/],
  ['certificates: {}', '1:15', /`certificates` must be a list/],
];

test('a fault of the file or its settings stops everything', async () => {
  for (const [text, place, message] of fileErrors) {
    const { state, problems } = await loadYaml(text, {}, { '/conf/domains.conf': '#' });
    const errors = problems.filter((problem) => problem.severity === 'error');
    assert.equal(errors.length, 1, `${text}: ${lines(problems).join(' | ')}`);
    const [line] = lines(errors);
    if (!message.source.startsWith('without'))
      assert.ok(line?.startsWith(`${file}:${place}: error: `), `${text}: ${line}`);
    assert.match(line ?? '', message);
    assert.equal(errors[0]?.scope, 'configuration');
    assert.equal(state.removalPermitted, false, text);
  }
});

const statuses: readonly [string | { code: string } | undefined, string, boolean][] = [
  [undefined, 'missing', false],
  [{ code: 'EACCES' }, 'unreadable', false],
  ['', 'empty', false],
  ['# only a comment\n', 'empty', false],
  ['certificates: []', 'empty', false],
  ['acme: {}', 'settings', false],
  ['draft: true\ncertificates: [{domains: [a.example.com]}]', 'draft', false],
  ['certificates: [{domains: [a_b.example.com]}]', 'invalid', false],
  ['certificates: [{domains: [a.example.com]}]', 'read', true],
];

test('what became of the file decides about removals', async () => {
  for (const [text, status, removable] of statuses) {
    const { state } = await load({ LEXICON_CLOUDFLARE_TOKEN: 't' }, text === undefined ? {} : { [file]: text }, file);
    assert.equal(state.sources.find((source) => source.kind === 'yaml')?.status, status);
    assert.equal(mayRemove(state, file), removable, status);
    assert.equal(state.removalPermitted, removable, status);
  }
});

test('a draft leaves its certificates as they are', async () => {
  const { state } = await loadYaml('draft: true\ncertificates: [{domains: [a.example.com]}]');
  assert.deepEqual([state.certificates, state.held], [[], ['a.example.com']]);
});

test('both files apply, and a name in both is an error of that certificate', async () => {
  const { state, problems } = await loadYaml(
    'certificates:\n- domains: [a.example.com]\n- domains: [b.example.com]\n',
    { LEXICON_CLOUDFLARE_TOKEN: 't' },
    { '/conf/domains.conf': 'b.example.com\nc.example.com' },
  );
  assert.deepEqual(lines(problems), [
    `${file}:3:3: error: the certificate \`b.example.com\` is named by domains.conf:1:1 already. Remove it from one of the files`,
  ]);
  assert.deepEqual(
    [state.certificates.map((entry) => entry.name), state.held],
    [['c.example.com', 'a.example.com'], ['b.example.com']],
  );
});

test('the profile is chosen by the longest zone, by the certificate, or the environment', async () => {
  const { state, problems } = await loadYaml(
    `profiles:
- {name: com, provider: cloudflare, provider_options: {auth_token: t1}, zones: [example.com]}
- {name: sub, provider: cloudflare, provider_options: {auth_token: t2}, zones: [Sub.example.com, acme.example.net]}
- {name: own, provider: cloudflare, provider_options: {auth_token: t3}}
certificates:
- domains: [www.example.com, a.sub.example.com, other.example.org]
- domains: [x.example.com]
  profile: own
`,
    { LEXICON_CLOUDFLARE_TOKEN: 't4' },
  );
  assert.deepEqual(lines(problems), []);
  const [spanning, owned] = state.certificates;
  assert.ok(spanning !== undefined && owned !== undefined);
  const choose = (entry: typeof spanning, name: string, alias = false) => chooseProfile(state, entry, name, alias)?.id;
  assert.equal(choose(spanning, '_acme-challenge.www.example.com'), 'com');
  assert.equal(choose(spanning, '_acme-challenge.a.sub.example.com'), 'sub');
  assert.equal(choose(spanning, '_acme-challenge.notexample.com'), environmentProfile);
  assert.equal(choose(owned, '_acme-challenge.x.example.com'), 'own');
  assert.equal(choose(owned, 'x.acme.example.net', true), 'sub');
  assert.equal(choose(owned, 'x.elsewhere.example', true), 'own');
});

test('without the environment, the only profile without zones serves the rest', async () => {
  const { state } = await loadYaml(certificate(''));
  const [entry] = state.certificates;
  assert.ok(entry !== undefined);
  assert.equal(state.profiles[environmentProfile], undefined);
  assert.equal(chooseProfile(state, { profile: undefined }, '_acme-challenge.x.org', false)?.id, 'p');
});

test('a certificate may name a provider, whose options come from the environment', async () => {
  const { state, problems } = await loadYaml(
    'certificates:\n- {domains: [a.example.com], provider: powerdns, staging: true, key_type: ecdsa384, acme_profile: shortlived}\n- {domains: [b.example.com], provider: gransy}\n',
    { LEXICON_POWERDNS_TOKEN: 'k', LEXICON_POWERDNS_PDNS_SERVER: 'http://pdns' },
  );
  assert.deepEqual(state.profiles.powerdns?.options.server, 'http://pdns');
  assert.deepEqual(
    state.certificates.map(({ profile, server, keyType, acmeProfile }) => [profile, server, keyType, acmeProfile]),
    [['powerdns', letsEncryptStagingServer, 'ecdsa384', 'shortlived']],
  );
  assert.deepEqual(state.held, ['b.example.com']);
  assert.match(lines(problems)[0] ?? '', /config.yml:3:40: error: the provider `gransy` lacks/);
  assert.notEqual(state.settings.server, letsEncryptStagingServer);
  assert.equal(state.settings.server, letsEncryptServer);
});

test('anchors, aliases and merge keys work', async () => {
  const { state, problems } = await loadYaml(
    `profiles: [{name: p, provider: cloudflare, provider_options: {auth_token: t}}]
certificates:
- &base
  domains: [a.example.com]
  profile: p
  key_type: rsa
- <<: *base
  domains: [b.example.com]
`,
  );
  assert.deepEqual(lines(problems), []);
  assert.deepEqual(
    state.certificates.map(({ name, keyType, profile }) => [name, keyType, profile]),
    [
      ['a.example.com', 'rsa', 'p'],
      ['b.example.com', 'rsa', 'p'],
    ],
  );
});

test('a configuration written as YAML says the same', async () => {
  const env = {
    LEXICON_PROVIDER: 'powerdns',
    LEXICON_POWERDNS_TOKEN: `a\${b}: #c`,
    LEXICON_POWERDNS_PDNS_SERVER: 'http://pdns',
    LEXICON_POWERDNS_PDNS_DISABLE_NOTIFY: 'true',
    LEXICON_OPTIONS: '--delegated=example.com',
    LEXICON_TTL: '77',
    LEXICON_MAX_CHECKS: '0',
    CERTS_FILES_MODE: '0600',
    CERTS_USER_OWNER: '007',
    DNS_RESOLVERS: '[::1]:5353,192.0.2.1',
    LETSENCRYPT_SERVER: 'https://ca.example/dir',
    LETSENCRYPT_USER_MAIL: 'me@example.org',
    PFX_EXPORT: 'yes',
    PFX_EXPORT_PASSPHRASE: '0123',
    CRON_TIME_STRING: '*/7 * * * *',
    STATUS_LISTEN: '8080',
    NOTIFY_URLS: 'https://n.example/a',
  };
  const conf = `*.example.com example.com autorestart-containers=a,b autocmd-containers=c:sh -c 'x, "y"'\nbücher.example\n`;
  const first = await load(env, { '/conf/domains.conf': conf });
  assert.deepEqual(lines(first.problems), []);
  const text = await configurationToYaml({ ...first, manifests: catalog });
  const second = await loadYaml(text);
  assert.deepEqual(lines(second.problems), []);
  const withoutPlaces = ({ state }: typeof first) => ({
    settings: state.settings,
    certificates: state.certificates.map(({ source: _source, profile: _profile, ...rest }) => rest),
    profiles: Object.values(state.profiles).map(({ place: _place, ...rest }) => rest),
    secrets: [...state.secrets].sort(),
  });
  assert.deepEqual(withoutPlaces(second), withoutPlaces(first));
  assert.deepEqual(
    second.state.certificates.map((entry) => entry.profile),
    [environmentProfile, environmentProfile],
  );
});

test('a YAML file written as YAML says the same', async () => {
  const first = await loadYaml(reference, { PASSWORD: 'pa' }, { '/run/secrets/x': 'ss' });
  const second = await loadYaml(await configurationToYaml({ ...first, manifests: catalog }));
  assert.deepEqual(lines(second.problems), []);
  const withoutPlaces = ({ state }: typeof first) => ({
    settings: state.settings,
    certificates: state.certificates.map(({ source: _source, ...rest }) => rest),
    profiles: Object.values(state.profiles).map(({ place: _place, ...rest }) => rest),
  });
  assert.deepEqual(withoutPlaces(second), withoutPlaces(first));
});

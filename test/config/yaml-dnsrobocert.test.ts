import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { configurationToYaml } from '../../core/config/in-yaml.js';
import { catalog, type Files, lines, load } from './fixtures.js';

const profile = 'profiles: [{name: p, provider: cloudflare, provider_options: {auth_token: t}}]';

function loadFile(text: string, env: Record<string, string> = {}, file = '/conf/config.yml', files: Files = {}) {
  return load(env, { [file]: text, ...files }, file);
}

test('modes as the migration of dnsrobocert writes them', async () => {
  for (const [files, directories] of [
    ['416', '488'],
    ['"0640"', '0o750'],
    ['0640', '"750"'],
    ['u=rw,g=r', 'u=rwx,g=rx'],
  ]) {
    const text = `acme: {certs_permissions: {files_mode: "${files?.replaceAll('"', '')}", dirs_mode: ${directories}}}\n`;
    const { state, problems } = await loadFile(text.replace('u=rwx,g=rx', '"u=rwx,g=rx"'));
    assert.deepEqual(
      lines(problems).filter((line) => !line.includes('domains.conf')),
      [],
      text,
    );
    const { filesMode, dirsMode } = state.plugins.permissions?.options ?? {};
    assert.deepEqual([filesMode, dirsMode], ['0640', '0750'], text);
  }
  const { problems } = await loadFile('acme: {certs_permissions: {files_mode: 438}}');
  assert.match(lines(problems)[0] ?? '', /^\/conf\/config.yml:1:\d+: error: .*0666 lets everybody write/);
});

test('CNAMEs are followed by default in files of our own name alone', async () => {
  const text = (more: string) => `${profile}\n${more}\ncertificates: [{domains: [a.example.com], profile: p}]`;
  const cases: readonly [string, Record<string, string>, string, boolean][] = [
    ['/conf/config.yml', {}, '', false],
    ['/conf/letsencrypt-dns.yml', {}, '', true],
    ['/conf/.letsencrypt-dnsrc.yml', {}, '', true],
    ['/conf/config.yml', { FOLLOW_CNAMES: 'true' }, '', true],
    ['/conf/config.yml', {}, 'dns: {follow_cnames: yes}', true],
    ['/conf/letsencrypt-dns.yml', {}, 'dns: {follow_cnames: no}', false],
    ['/conf/letsencrypt-dns.yml', { FOLLOW_CNAMES: '0' }, '', false],
  ];
  for (const [file, env, more, wanted] of cases) {
    const { state } = await loadFile(text(more), env, file);
    assert.equal(state.certificates[0]?.followCnames, wanted, `${file} ${more}`);
  }
});

test('a migrated file says whether CNAMEs are followed, whatever its name', async () => {
  const files = { '/conf/domains.conf': 'a.example.com\nb.example.com follow-cnames=false' };
  const { state, variables } = await load({ LEXICON_CLOUDFLARE_AUTH_TOKEN: 't', CERTS_FILES_MODE: '416' }, files);
  const yaml = await configurationToYaml({ state, variables, manifests: catalog });
  assert.equal(parse(yaml).acme.certs_permissions.files_mode, '0640');
  for (const file of ['/conf/config.yml', '/conf/letsencrypt-dns.yml']) {
    const again = await loadFile(yaml, {}, file);
    assert.deepEqual(
      again.state.certificates.map(({ followCnames }) => followCnames),
      [true, false],
    );
  }
});

test('what the guide of dnsrobocert has is taken', async () => {
  const text = `draft: false
acme: {crontime_renew: '12 01,13 * * *', email_account: a@example.com}
api: {}
profiles:
- {name: p, provider: cloudflare, provider_options: {auth_token: t, colour: red}, sleep_time: 0.5, max_checks: 5.0, dynamic_zone_resolution: false}
- {name: q, provider: cloudflare, provider_options: {auth_token: t}, dynamic_zone_resolution: true, delegated_subdomain: _acme-challenge.www.example.com}
certificates:
- domains: [a.example.com]
  profile: p
  autorestart: [{containers: [one], other: [x]}]
  podman_containers: [pod]
`;
  const { state, problems } = await loadFile(text);
  assert.deepEqual(
    lines(problems).map((line) => line.replace(/^[^ ]* /, '')),
    [
      'warning: the provider `cloudflare` has no option `colour`. See `letsencrypt-dns providers cloudflare`',
      'warning: unknown key `other`, of which nothing becomes. The keys here are containers, container, podman_containers, swarm_services',
    ],
  );
  assert.deepEqual(state.certificates[0]?.steps['docker-restart'], { containers: ['pod', 'one'], services: [] });
  assert.deepEqual([state.profiles.p?.propagation.sleepTime, state.profiles.p?.propagation.maxChecks], [0.5, 5]);
  assert.deepEqual([state.profiles.p?.resolveZoneName, state.profiles.q?.resolveZoneName], [false, true]);
  assert.equal(state.profiles.q?.delegated, '_acme-challenge.www.example.com');
});

test('of two keys for the same setting the first counts, and the other is told of', async () => {
  const both = await loadFile(
    "acme: {api_version: 2.0, crontime_renew: '1 2 * * *', crontab_renew: '3 4 * * *'}\ncertificates: []",
  );
  assert.equal(both.state.settings.cron, '3 4 * * *');
  assert.match(
    lines(both.problems).join('\n'),
    /^\S+:1:\d+: warning: `acme.crontime_renew` does not count: `acme.crontab_renew` is set$/,
  );
  const one = await loadFile(
    "acme: {api_version: '2', crontime_renew: '1 2 * * *', crontab_renew: ''}\ncertificates: []",
  );
  assert.equal(one.state.settings.cron, '1 2 * * *');
  assert.deepEqual(lines(one.problems), []);
});

test('an unknown option is an error where a required one is missing for it', async () => {
  const text = `profiles: [{name: p, provider: cloudflare, provider_options: {auth_tokn: t}}]
certificates: [{domains: [a.example.com], profile: p}]`;
  const { state, problems } = await loadFile(text);
  assert.match(lines(problems).join('\n'), /error: the provider .*`auth_tokn`. Did you mean `auth_token`\?/);
  assert.deepEqual(state.held, ['a.example.com']);
});

test('a variable may hold a list or a map where one belongs, and is never unknown', async () => {
  const text = `profiles: [{name: p, provider: cloudflare, provider_options: \${LETSENCRYPT_OPTIONS}}]
certificates:
- {domains: "\${NOT_A_LIST}", profile: p}
- domains: \${LETSENCRYPT_NAMES}
  profile: p
- domains: [d.example.com, \${MORE}]
  profile: p
  autocmd: [{cmd: \${CMD}, containers: \${CONTAINERS}}, {cmd: [echo, \${WORD}], containers: [c]}]
  pfx: {export: true, passphrase: \${BRACED}}
`;
  const { state, problems } = await loadFile(text, {
    LETSENCRYPT_OPTIONS: '{auth_token: [x}',
    NOT_A_LIST: '[a.example.com]',
    LETSENCRYPT_NAMES: '[b.example.com, "*.c.example.com"]',
    MORE: 'e.example.com, f.example.com',
    CMD: '[sh, -c, a b]',
    CONTAINERS: '- one\n- two',
    WORD: 'a, b',
    BRACED: '[{text}]',
  });
  assert.deepEqual(
    lines(problems).map((line) => line.replace(/^[^ ]* /, '')),
    ['error: `provider_options` must be a map of options', 'error: `domains` must be a list'],
  );
  const good = await loadFile(text, {
    LETSENCRYPT_OPTIONS: '{auth_token: "{x}"}',
    NOT_A_LIST: 'x',
    LETSENCRYPT_NAMES: '[b.example.com, "*.c.example.com"]',
    MORE: 'e.example.com, f.example.com',
    CMD: '[sh, -c, a b]',
    CONTAINERS: '- one\n- two',
    WORD: 'a, b',
    BRACED: '[{text}]',
  });
  assert.equal(good.state.profiles.p?.options.token, '{x}');
  assert.deepEqual(
    good.state.certificates.map(({ domains }) => domains),
    [
      ['b.example.com', '*.c.example.com'],
      ['d.example.com', 'e.example.com', 'f.example.com'],
    ],
  );
  const [, last] = good.state.certificates;
  assert.deepEqual(last?.steps['docker-exec']?.commands, [
    { container: 'one', argv: ['sh', '-c', 'a b'] },
    { container: 'two', argv: ['sh', '-c', 'a b'] },
    { container: 'c', argv: ['echo', 'a, b'] },
  ]);
  assert.equal(last?.steps.pfx?.passphrase, '[{text}]');
  assert.equal(state.certificates.length, 0);
});

test('the variables of dnsrobocert’s image say where things are', async () => {
  const files = { '/etc/dnsrobocert/config.yml': `${profile}\ncertificates: [{domains: [a.example.com], profile: p}]` };
  const env = { CONFIG_PATH: '/etc/dnsrobocert/config.yml', CERTS_PATH: '/data', TIMEZONE: 'Europe/Paris' };
  const { state, problems, variables } = await load(env, files);
  assert.deepEqual(lines(problems), []);
  assert.equal(state.certificates.length, 1);
  assert.equal(state.settings.timeZone, 'Europe/Paris');
  assert.equal(variables.values.LETSENCRYPT_CONFIG_DIR, '/data');
  const absent = await load(env, {});
  assert.match(lines(absent.problems)[0] ?? '', /^CONFIG_PATH: warning: there is no file/);
  assert.ok(absent.files.includes('/etc/dnsrobocert/config.yml'));
});

test('who asks no provider need not have what the file takes its credentials from', async () => {
  const text = `profiles: [{name: p, provider: cloudflare, provider_options: {auth_token: "\${ABSENT}"}}]
certificates: [{domains: [a.example.com], profile: p}]`;
  assert.match(lines((await loadFile(text)).problems)[0] ?? '', /the variable ABSENT is not set/);
  const { state, problems } = await load({}, { '/conf/config.yml': text }, '/conf/config.yml', catalog, 'optional');
  assert.deepEqual(lines(problems), []);
  assert.equal(state.certificates.length, 1);
});

test('each certificate may name its CA', async () => {
  const text = `${profile}
acme: {ca: google, eab: {kid: k, hmac_key: aa}}
certificates:
- {domains: [a.example.com], profile: p}
- {domains: [b.example.com], profile: p, staging: true}
- {domains: [c.example.com], profile: p, ca: actalis}
- {domains: [d.example.com], profile: p, ca: actalis, staging: true}
- {domains: [e.example.com], profile: p, directory_url: http://ca.example/dir}
- {domains: [f.example.com], profile: p, ca: other}
`;
  const { state, problems } = await loadFile(text);
  assert.deepEqual(
    state.certificates.map(({ server }) => server),
    [
      'https://dv.acme-v02.api.pki.goog/directory',
      'https://dv.acme-v02.test-api.pki.goog/directory',
      'https://acme-api.actalis.com/acme/directory',
    ],
  );
  assert.deepEqual(state.held, ['d.example.com', 'e.example.com', 'f.example.com']);
  assert.equal(problems.length, 3);
});

test('thousands of aliases and merge keys are read in the time of as many entries', async () => {
  const entries = Array.from({ length: 2_000 }, (_, index) => `- {<<: *base, domains: [a${index}.example.com]}`);
  const { state } = await loadFile(
    `${profile}\ncertificates:\n- &base {domains: [a.example.com], profile: p, key_type: rsa}\n${entries.join('\n')}\n`,
  );
  assert.equal(state.certificates.length, 2_001);
  assert.ok(state.certificates.every(({ keyType }) => keyType === 'rsa'));
  const { problems } = await loadFile('certificates: *nobody');
  assert.match(lines(problems)[0] ?? '', /not valid YAML|nothing is called/);
});

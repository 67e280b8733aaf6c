import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentProfile } from '../../core/config/desired-state.js';
import { optionVariables } from '../../core/options/names.js';
import { catalog, type Files, lines, load } from './fixtures.js';

async function read(provider: string, env: Record<string, string>, files: Files = {}) {
  const { state, problems } = await load(
    { LEXICON_PROVIDER: provider, ...env },
    { '/conf/domains.conf': 'a.example.com', ...files },
  );
  return { profile: state.profiles[environmentProfile], problems: lines(problems) };
}

const complete = { LEXICON_POWERDNS_AUTH_TOKEN: 'key', LEXICON_POWERDNS_PDNS_SERVER: 'http://pdns' };

test('options come from their variables, with and without AUTH_, and have the types of the manifest', async () => {
  const { profile, problems } = await read('powerdns', {
    LEXICON_POWERDNS_TOKEN: 'key',
    LEXICON_POWERDNS_PDNS_SERVER: 'http://pdns',
    LEXICON_POWERDNS_PDNS_DISABLE_NOTIFY: 'yes',
    LEXICON_POWERDNS_WEIGHT: '5',
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(profile?.options, {
    token: 'key',
    server: 'http://pdns',
    serverId: 'localhost',
    disableNotify: true,
    weight: 5,
  });
  assert.deepEqual(profile?.secrets, ['key']);
  assert.ok(Object.isFrozen(profile?.options));
});

test('the names of the variables', () => {
  const variables = (id: string, key: string) => {
    const manifest = catalog.find(id);
    return manifest === undefined ? [] : optionVariables(manifest, key);
  };
  assert.deepEqual(variables('cloudflare', 'token'), [
    'LEXICON_CLOUDFLARE_AUTH_TOKEN',
    'LEXICON_CLOUDFLARE_TOKEN',
    'CF_API_TOKEN',
  ]);
  assert.equal(variables('powerdns', 'server')[0], 'LEXICON_POWERDNS_PDNS_SERVER');
  assert.deepEqual(variables('subreg', 'username'), [
    'LEXICON_GRANSY_AUTH_USERNAME',
    'LEXICON_GRANSY_USERNAME',
    'LEXICON_SUBREG_AUTH_USERNAME',
    'LEXICON_SUBREG_USERNAME',
  ]);
});

test('a provider is known by its alias, whose variables count as well', async () => {
  const { profile, problems } = await read('subreg', {
    LEXICON_SUBREG_USERNAME: 'u',
    LEXICON_GRANSY_AUTH_PASSWORD: 'p',
  });
  assert.deepEqual(problems, []);
  assert.deepEqual([profile?.provider, profile?.options], ['gransy', { username: 'u', password: 'p' }]);
});

test('the command line wins over the environment, that over lexicon_<provider>.yml, that over lexicon.yml', async () => {
  const layers = [
    { env: { LEXICON_PROVIDER_OPTIONS: "--auth-token='t 1'" }, files: {}, token: 't 1' },
    { env: { LEXICON_POWERDNS_AUTH_TOKEN: 't2' }, files: {}, token: 't2' },
    { env: {}, files: { '/conf/lexicon_powerdns.yml': 'auth_token: 0123\n' }, token: '0123' },
    { env: {}, files: { '/conf/lexicon.yml': 'powerdns:\n  auth_token: t4\n' }, token: 't4' },
  ];
  for (const first of layers.keys()) {
    const rest = layers.slice(first);
    const env = Object.assign({ LEXICON_POWERDNS_PDNS_SERVER: 'http://pdns' }, ...rest.map((layer) => layer.env));
    const { profile, problems } = await read('powerdns', env, Object.assign({}, ...rest.map((layer) => layer.files)));
    assert.deepEqual(problems, []);
    assert.equal(profile?.options.token, layers[first]?.token);
  }
});

test('options given as words: with = or a blank, switches, values that begin with a dash', async () => {
  const { profile, problems } = await read('powerdns', {
    LEXICON_PROVIDER_OPTIONS: '--auth-token -abc --pdns-server=http://pdns --pdns-disable-notify --ttl 90',
    LEXICON_OPTIONS: '--delegated=Sub.Example.com --resolve-zone-name',
  });
  assert.deepEqual(problems, []);
  assert.equal(profile?.options.token, '-abc');
  assert.equal(profile?.options.disableNotify, true);
  assert.deepEqual([profile?.delegated, profile?.resolveZoneName, profile?.ttl], ['sub.example.com', true, 90]);
});

test("lexicon's files may stand elsewhere and hold its own options", async () => {
  const { profile, problems } = await read(
    'powerdns',
    { LEXICON_OPTIONS: '--config-dir /lexicon' },
    {
      '/lexicon/lexicon.yml':
        'delegated: example.com\nttl: 300\naction: create\nother:\n  x: 1\npowerdns:\n  auth_token: t\n',
      '/lexicon/lexicon_powerdns.yml': 'powerdns:\n  pdns_server: http://pdns\n',
    },
  );
  assert.deepEqual(problems, []);
  assert.deepEqual([profile?.delegated, profile?.ttl, profile?.options.server], ['example.com', 300, 'http://pdns']);
});

test('what is missing is one error that names the variables', async () => {
  assert.deepEqual((await read('powerdns', {})).problems, [
    'LEXICON_PROVIDER: error: the provider `powerdns` lacks --auth-token and --pdns-server. Set LEXICON_POWERDNS_AUTH_TOKEN and LEXICON_POWERDNS_PDNS_SERVER; see docs/providers/powerdns.md',
  ]);
  assert.deepEqual((await read('powerdns', { LEXICON_POWERDNS_AUTH_TOKEN: 'x' })).problems, [
    'LEXICON_PROVIDER: error: the provider `powerdns` lacks --pdns-server. Set LEXICON_POWERDNS_PDNS_SERVER; see docs/providers/powerdns.md',
  ]);
  assert.deepEqual((await read('ovh', {})).problems, [
    'LEXICON_PROVIDER: error: the provider `ovh` lacks --auth-key, or --auth-key-file, or --auth-client-id and --auth-client-secret. Set LEXICON_OVH_AUTH_KEY, or LEXICON_OVH_AUTH_KEY_FILE, or LEXICON_OVH_AUTH_CLIENT_ID and LEXICON_OVH_AUTH_CLIENT_SECRET; see docs/providers/ovh.md',
  ]);
  assert.deepEqual((await read('ovh', { LEXICON_OVH_CLIENT_ID: 'x' })).problems, [
    'LEXICON_PROVIDER: error: the provider `ovh` lacks --auth-client-secret. Set LEXICON_OVH_AUTH_CLIENT_SECRET; see docs/providers/ovh.md',
  ]);
});

test('a variable that ends with _FILE is the option of that name where there is one', async () => {
  const option = await read('ovh', { LEXICON_OVH_AUTH_KEY_FILE: '/key' });
  assert.deepEqual([option.problems, option.profile?.options.keyFile], [[], '/key']);
  assert.equal(option.profile?.options.key, undefined);
  const file = await read(
    'ovh',
    { LEXICON_OVH_AUTH_CLIENT_ID: 'i', LEXICON_OVH_CLIENT_SECRET_FILE: '/s' },
    { '/s': 'x\n' },
  );
  assert.deepEqual([file.problems, file.profile?.options.clientSecret], [[], 'x']);
});

const faults: readonly [string, Record<string, string>, Files, RegExp][] = [
  ['cloudfare', {}, {}, /^LEXICON_PROVIDER: error: there is no provider `cloudfare`\. Did you mean `cloudflare`\?/],
  ['zzz', {}, {}, /^LEXICON_PROVIDER: error: there is no provider `zzz`\. See/],
  [
    'powerdns',
    { ...complete, LEXICON_PROVIDER_OPTIONS: '--auth-tokn=s3cret' },
    {},
    /^LEXICON_PROVIDER_OPTIONS: error: .* no option --auth-tokn\. Did you mean `auth-token`\?/,
  ],
  [
    'powerdns',
    { ...complete, LEXICON_PROVIDER_OPTIONS: 's3cret' },
    {},
    /^LEXICON_PROVIDER_OPTIONS: error: .* a word that is no option/,
  ],
  ['powerdns', { ...complete, LEXICON_PROVIDER_OPTIONS: '--auth-token' }, {}, /--auth-token has no value/],
  [
    'powerdns',
    { ...complete, LEXICON_PROVIDER_OPTIONS: "--auth-token 's3cret" },
    {},
    /character 14: the quote that opens here is never closed/,
  ],
  [
    'powerdns',
    { ...complete, LEXICON_OPTIONS: '--delegated=a..b' },
    {},
    /^LEXICON_OPTIONS: error: .*not the name of a zone/,
  ],
  ['powerdns', { ...complete, LEXICON_OPTIONS: '--resolve-zone-name=maybe' }, {}, /error: --resolve-zone-name takes/],
  ['powerdns', { ...complete, LEXICON_OPTIONS: '--ttl=x' }, {}, /^LEXICON_OPTIONS: error: --ttl must be/],
  [
    'powerdns',
    { ...complete, LEXICON_POWERDNS_WEIGHT: 'x' },
    {},
    /^LEXICON_POWERDNS_WEIGHT: error: --weight must be a number/,
  ],
  [
    'powerdns',
    { ...complete, LEXICON_POWERDNS_PDNS_DISABLE_NOTIFY: 'x' },
    {},
    /error: --pdns-disable-notify must be true or false/,
  ],
  [
    'powerdns',
    { ...complete, LEXICON_POWERDNS_PDNS_SERVERID: 'x' },
    {},
    /^LEXICON_POWERDNS_PDNS_SERVERID: warning: .*Did you mean `LEXICON_POWERDNS_PDNS_SERVER/,
  ],
  [
    'powerdns',
    { ...complete, LEXICON_POWERDNS_TOKEN: 's3cret' },
    {},
    /^LEXICON_POWERDNS_AUTH_TOKEN: error: .* and LEXICON_POWERDNS_TOKEN give the same option different values/,
  ],
  [
    'gransy',
    { LEXICON_GRANSY_USERNAME: 'u', LEXICON_GRANSY_PASSWORD: 'p', LEXICON_SUBREG_USERNAM: 's3cret' },
    {},
    /^LEXICON_SUBREG_USERNAM: warning: .*Did you mean `LEXICON_SUBREG_USERNAME`/,
  ],
  [
    'ovh',
    { LEXICON_OVH_KEY: 'k', LEXICON_OVH_AUTH_ENTRYPOINT: 'ovh-us' },
    {},
    /error: --auth-entrypoint must be one of ovh-eu, ovh-ca, not `ovh-us`/,
  ],
  [
    'powerdns',
    complete,
    { '/conf/lexicon_powerdns.yml': 'a: 1\n  b: 2\n' },
    /^lexicon_powerdns.yml:\d+:\d+: error: not valid YAML/,
  ],
  [
    'powerdns',
    complete,
    { '/conf/lexicon_powerdns.yml': '\nauth_tokn: s3cret\n' },
    /^lexicon_powerdns.yml:2:1: warning: .* no option `auth_tokn`: it is ignored\. Did you mean `auth_token`\?/,
  ],
  [
    'powerdns',
    complete,
    { '/conf/lexicon.yml': 'powerdns:\n  pdns_sever: s3cret\n' },
    /^lexicon.yml:2:3: warning: .* no option `pdns_sever`: it is ignored\. Did you mean `pdns_server`/,
  ],
  [
    'powerdns',
    complete,
    { '/conf/lexicon.yml': 'delegate: s3cret\n' },
    /^lexicon.yml:1:1: warning: .* no option `delegate`: it is ignored\. Did you mean `delegated`/,
  ],
  ['powerdns', complete, { '/conf/lexicon.yml': '- s3cret' }, /^lexicon.yml:1:1: error: must be a map/],
  [
    'powerdns',
    complete,
    { '/conf/lexicon.yml': { code: 'EACCES' } },
    /^lexicon.yml: error: cannot read lexicon.yml: permission denied/,
  ],
];

test('each fault is one problem with its place, and shows no value that may be secret', async () => {
  for (const [provider, env, files, message] of faults) {
    const { problems } = await read(provider, env, files);
    assert.equal(problems.length, 1, `${message}: ${problems.join(' | ')}`);
    assert.match(problems[0] ?? '', message);
    assert.doesNotMatch(problems[0] ?? '', /s3cret/);
  }
});

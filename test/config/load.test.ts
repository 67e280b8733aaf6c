import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentProfile, mayRemove } from '../../core/config/desired-state.js';
import { loadConfiguration } from '../../core/config/load.js';
import { ConfigurationError, fatalProblems, renderProblems, throwOnFatalProblems } from '../../core/config/problems.js';
import { describeFailure, isFailure } from '../../core/sdk/failure.js';
import { catalog, type Files, lines, load } from './fixtures.js';

const env = { LEXICON_CLOUDFLARE_TOKEN: 's3cret' };

function deeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(deeplyFrozen);
}

test('a line becomes a certificate with the settings of the environment', async () => {
  const { state, problems } = await load(
    { ...env, LETSENCRYPT_KEY_TYPE: 'rsa', PFX_EXPORT: 'true', DEPLOY_HOOK: 'hook', LETSENCRYPT_PROFILE: 'tlsserver' },
    { '/conf/domains.conf': '# x\n*.example.com example.com autorestart-containers=a autocmd-containers=b:c d' },
  );
  assert.deepEqual(lines(problems), []);
  assert.deepEqual(state.certificates, [
    {
      name: 'example.com',
      domains: ['*.example.com', 'example.com'],
      profile: undefined,
      keyType: 'rsa',
      reuseKey: false,
      explicit: { acmeProfile: 'LETSENCRYPT_PROFILE', keyType: 'LETSENCRYPT_KEY_TYPE' },
      isNameGiven: false,
      server: state.settings.server,
      acmeProfile: 'tlsserver',
      preferredChain: undefined,
      followCnames: true,
      forceRenew: false,
      steps: {
        pfx: { export: true, passphrase: '', legacy: false },
        'deploy-hook': { command: 'hook' },
        'docker-restart': { containers: ['a'], services: [] },
        'docker-exec': { commands: [{ container: 'b', argv: ['c', 'd'] }] },
      },
      source: { file: 'domains.conf', line: 2, column: 1 },
    },
  ]);
  assert.deepEqual(state.secrets, ['s3cret']);
  assert.equal(state.profiles[environmentProfile]?.provider, 'cloudflare');
  assert.ok(deeplyFrozen(state));
});

const removals: readonly [string, Files, string, boolean][] = [
  ['good', { '/conf/domains.conf': 'a.example.com' }, 'read', true],
  ['good in part', { '/conf/domains.conf': 'a.example.com\nb.example.com x_y.example.com' }, 'read', true],
  ['with an unreadable line', { '/conf/domains.conf': 'a.example.com\nx_y.example.com' }, 'read', false],
  ['wholly invalid', { '/conf/domains.conf': 'a.example.com x_y.example.com' }, 'invalid', false],
  ['empty', { '/conf/domains.conf': '' }, 'empty', false],
  ['only comments', { '/conf/domains.conf': '# a.example.com' }, 'empty', false],
  ['missing', {}, 'missing', false],
  ['unreadable', { '/conf/domains.conf': { code: 'EACCES' } }, 'unreadable', false],
];

test('a file that is missing, unreadable, empty or wholly invalid removes nothing', async () => {
  for (const [what, files, status, permitted] of removals) {
    const { state } = await load(env, files);
    assert.equal(state.sources[0]?.status, status, what);
    assert.equal(state.removalPermitted, permitted, what);
    assert.equal(mayRemove(state, '/conf/domains.conf'), permitted, what);
    assert.equal(mayRemove(state, '/conf/other.yml'), false, what);
  }
});

test('bad lines hold their certificates', async () => {
  const { state, problems } = await load(env, { '/conf/domains.conf': 'a.example.com\nb.example.com x_y.example.com' });
  assert.deepEqual(state.held, ['b.example.com']);
  assert.equal(fatalProblems(problems).length, 0);
  throwOnFatalProblems(problems);
});

test('a missing file is a warning, an unreadable one an error', async () => {
  assert.deepEqual(lines((await load(env)).problems), [
    '/conf/domains.conf: warning: the file does not exist, so no certificate is asked for. Write a line into it, or run `letsencrypt-dns init`',
  ]);
  assert.deepEqual(lines((await load(env, { '/conf/domains.conf': { code: 'EACCES' } })).problems), [
    '/conf/domains.conf: error: cannot read the file: permission denied',
  ]);
});

test('the provider is asked for its options only where a certificate needs it or it was chosen', async () => {
  assert.deepEqual(lines((await load({}, { '/conf/domains.conf': '#' })).problems), []);
  assert.equal((await load({}, { '/conf/domains.conf': 'a.example.com' })).problems.length, 1);
  assert.equal((await load({ LEXICON_PROVIDER: 'powerdns' }, { '/conf/domains.conf': '#' })).problems.length, 1);
});

test('domains.conf can stand elsewhere, and is then named by its path', async () => {
  const { state, problems } = await load(
    { ...env, LETSENCRYPT_DOMAINS_CONF: '/etc/names' },
    { '/etc/names': 'a.example.com\nb_c.example.com' },
  );
  assert.equal(state.certificates[0]?.source.file, '/etc/names');
  assert.equal(problems[0]?.place, '/etc/names:2:1');
});

test('all errors are thrown together, as one failure of kind CONFIG', async () => {
  const { problems } = await load(
    { LEXICON_PROVIDER: 'cloudfare', LEXICON_TTL: 'x', LETSENCRYPT_STAGE: '1' },
    { '/conf/domains.conf': 'a.example.com b_c.example.com' },
  );
  assert.throws(
    () => throwOnFatalProblems(problems),
    (error: unknown) => {
      assert.ok(isFailure(error, 'CONFIG') && error instanceof ConfigurationError);
      assert.equal(error.problems.length, 4);
      assert.match(
        error.message,
        /^3 errors in the configuration:\nLEXICON_TTL: error: .*\ndomains.conf:1:15: error: .*\nLEXICON_PROVIDER: error: /,
      );
      return true;
    },
  );
  assert.match(renderProblems(problems), /: error: .*\n.*: error: .*\n.*: error: .*\nLETSENCRYPT_STAGE: warning: /);
  const one = problems.filter((problem) => problem.place === 'LEXICON_PROVIDER');
  assert.equal(
    describeFailure(new ConfigurationError(one)),
    'there is no provider `cloudfare` (LEXICON_PROVIDER). Did you mean `cloudflare`?',
  );
});

test('all files that were looked for are told, so that they can be watched', async () => {
  const { files } = await load(
    { ...env, LETSENCRYPT_CA_BUNDLE: '/ca.pem', PFX_EXPORT_PASSPHRASE_FILE: '/run/p' },
    { '/conf/domains.conf': 'a.example.com', '/run/p': 'x', '/ca.pem': '-----BEGIN CERTIFICATE-----' },
  );
  assert.deepEqual(files, [
    '/run/p',
    '/ca.pem',
    '/conf/domains.conf',
    '/conf/lexicon_cloudflare.yml',
    '/conf/lexicon.yml',
  ]);
});

test('loading stops when it is told to, also where the file system hangs', async () => {
  const request = { env: {}, configDir: '/conf', workingDirectory: '/nowhere', manifests: catalog };
  const signal = AbortSignal.abort();
  await assert.rejects(loadConfiguration({ ...request, signal }), (error: unknown) => error === signal.reason);
  const stop = new AbortController();
  const readFile = () => {
    stop.abort(new Error('stopped'));
    return new Promise<string>(() => {});
  };
  await assert.rejects(loadConfiguration({ ...request, readFile, signal: stop.signal }), /stopped/);
});

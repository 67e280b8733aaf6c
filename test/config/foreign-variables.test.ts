import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentProfile } from '../../core/config/desired-state.js';
import { createManifestCatalog } from '../../core/config/manifest-catalog.js';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { type Files, lines, load } from './fixtures.js';

const catalog = createManifestCatalog(builtInRegistry());

async function read(provider: string, env: Record<string, string>, files: Files = {}) {
  const { state, problems } = await load(
    { LEXICON_PROVIDER: provider, ...env },
    { '/conf/domains.conf': 'a.example.com', ...files },
    undefined,
    catalog,
  );
  return { profile: state.profiles[environmentProfile], problems: lines(problems) };
}

test('variables of lego and acme.sh stand in for their own, with _FILE too, and never against them', async () => {
  const cases: readonly (readonly [string, Record<string, string>, Record<string, unknown>])[] = [
    ['cloudflare', { CF_DNS_API_TOKEN: 'one' }, { token: 'one' }],
    ['dns_cf', { CF_Token: 'one', CF_Zone_ID: 'z' }, { token: 'one', zoneId: 'z' }],
    [
      'cloudflare',
      { CLOUDFLARE_EMAIL: 'me@example.com', CLOUDFLARE_API_KEY: 'k' },
      { token: 'k', username: 'me@example.com' },
    ],
    ['cloudflare', { CF_DNS_API_TOKEN_FILE: '/run/token' }, { token: 'of a file' }],
    ['cloudflare', { CF_DNS_API_TOKEN: 'theirs', LEXICON_CLOUDFLARE_TOKEN: 'ours' }, { token: 'ours' }],
    ['gandiv5', { GANDIV5_PERSONAL_ACCESS_TOKEN: 'one' }, { token: 'one' }],
    ['pdns', { PDNS_API_KEY: 'one', PDNS_API_URL: 'http://pdns' }, { token: 'one', server: 'http://pdns' }],
  ];
  for (const [id, env, options] of cases) {
    const { profile, problems } = await read(id, env, { '/run/token': 'of a file\n' });
    assert.deepEqual(problems, [], id);
    assert.deepEqual({ ...profile?.options, ...options }, profile?.options, id);
    assert.ok(profile?.secrets.includes(String(options.token)), id);
  }
});

test('variables that only lego means are told of', async () => {
  const { problems } = await read('cloudflare', {
    CF_DNS_API_TOKEN: 'one',
    CLOUDFLARE_PROPAGATION_TIMEOUT: '600',
    CF_TTL: '120',
  });
  assert.equal(problems.length, 2, problems.join('\n'));
  assert.match(problems.join('\n'), /^CLOUDFLARE_PROPAGATION_TIMEOUT: warning: .*LEXICON_SLEEP_TIME/m);
  assert.match(problems.join('\n'), /^CF_TTL: warning: .*LEXICON_TTL/m);
});

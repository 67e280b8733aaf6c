import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentProfile } from '../../core/config/desired-state.js';
import { loadConfiguration } from '../../core/config/load.js';
import { fatalProblems } from '../../core/config/problems.js';
import type { ProviderManifest } from '../../core/sdk/manifest.js';
import { type Files, fakeFiles, lines } from './fixtures.js';

const capabilities = { granularity: 'record', duplicates: 'allowed', types: ['TXT'] } as const;
const token = { flag: 'auth-token', help: 'token', secret: true, required: true } as const;

const manifests: readonly ProviderManifest[] = [
  { id: 'gandi', title: 'Gandi', nameservers: ['gandi.net'], options: { token }, capabilities },
  {
    id: 'gandi-rpc',
    title: 'Gandi RPC',
    nameservers: ['gandi.net'],
    options: { token, sandbox: { flag: 'sandbox', help: 'try it', switch: true } },
    capabilities,
  },
  { id: 'free', title: 'Free', nameservers: ['free.example'], options: {}, capabilities },
  { id: 'own', title: 'Own server', options: { token }, capabilities },
  {
    id: 'late',
    title: 'Late',
    nameservers: ['late.example'],
    options: { token },
    capabilities,
    status: { state: 'closed', since: '2020-01-01' },
  },
];

const catalog = {
  find: (id: string) => manifests.find((manifest) => manifest.id === id),
  ids: () => manifests.map(({ id }) => id),
};

async function load(env: Readonly<Record<string, string>>, files: Files = {}) {
  const { state, problems } = await loadConfiguration({
    env: { LEXICON_PROVIDER: 'auto', ...env },
    configDir: '/conf',
    manifests: catalog,
    readFile: fakeFiles({ '/conf/domains.conf': 'a.example.com', ...files }),
  });
  const { choice } = state.profiles[environmentProfile] ?? {};
  return { state, choice, problems: lines(problems), fatal: fatalProblems(problems).length };
}

describe('LEXICON_PROVIDER=auto', () => {
  it('makes an account of each provider whose credentials are there', async () => {
    const { state, choice, problems } = await load({
      LEXICON_GANDI_AUTH_TOKEN: 'of gandi',
      LEXICON_OWN_TOKEN: 'of own',
      LEXICON_TTL: '90',
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      choice?.accounts.map(({ id, provider, ttl, options }) => [id, provider, ttl, options.token]),
      [
        ['auto:gandi', 'gandi', 90, 'of gandi'],
        ['auto:free', 'free', 90, undefined],
        ['auto:own', 'own', 90, 'of own'],
      ],
    );
    assert.deepEqual(Object.keys(state.profiles), ['environment', 'auto:gandi', 'auto:free', 'auto:own']);
    assert.deepEqual(state.secrets, ['of gandi', 'of own']);
    assert.ok(Object.isFrozen(choice));
  });

  it("takes options behind the provider's name, and those of lexicon's files", async () => {
    const { choice, problems } = await load(
      { LEXICON_PROVIDER_OPTIONS: '--gandi-rpc-auth-token=word --gandi-rpc-sandbox' },
      {
        '/conf/lexicon_gandi.yml': 'auth_token: file\n',
        '/conf/lexicon.yml': 'delegated: sub.example.com\nown:\n  auth_token: section\n',
      },
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      choice?.accounts.map(({ provider, options, delegated }) => [provider, options.token, options.sandbox, delegated]),
      [
        ['gandi', 'file', undefined, 'sub.example.com'],
        ['gandi-rpc', 'word', true, 'sub.example.com'],
        ['free', undefined, undefined, 'sub.example.com'],
        ['own', 'section', undefined, 'sub.example.com'],
      ],
    );
  });

  it('warns of variables that no provider has, and of those alone', async () => {
    const { problems } = await load({ LEXICON_GANDI_TOKEN: 'x', LEXICON_GANDI_RPC_TOKEN: 'x', LEXICON_OWN_TOKN: 'x' });
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', /^LEXICON_OWN_TOKN: warning: .*LEXICON_OWN_TOKEN/);
  });

  it('warns where there are no credentials, and keeps what is wrong with those that are incomplete', async () => {
    const { choice, problems } = await load({ LEXICON_GANDI_RPC_SANDBOX: 'true' });
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(
      problems[0] ?? '',
      /^LEXICON_PROVIDER: warning: .*nothing but `free`.*`gandi-rpc` lacks --auth-token\. Set LEXICON_GANDI_RPC_AUTH_TOKEN; see docs\/providers\/gandi-rpc.md$/,
    );
    assert.match(choice?.unusable['gandi-rpc']?.message ?? '', /lacks --auth-token/);
  });

  it('holds a mapping against the providers and their credentials', async () => {
    const good = await load({ LEXICON_OWN_TOKEN: 'x', LEXICON_AUTO_MAPPING_OVERRIDE: 'Example.com:own' });
    assert.deepEqual(good.problems, []);
    assert.equal(good.choice?.mapping['example.com']?.provider, 'own');
    const wrong = await load({
      LEXICON_OWN_TOKEN: 'x',
      LEXICON_AUTO_MAPPING_OVERRIDE: 'a.com:gandii,b.com,c.com:gandi,d.com:late',
    });
    assert.equal(wrong.fatal, 4);
    const text = wrong.problems.join('\n');
    assert.match(text, /^LEXICON_AUTO_MAPPING_OVERRIDE: error: `b\.com` maps no domain/m);
    assert.match(text, /no provider `gandii`\. Did you mean `gandi`/);
    assert.match(text, /c\.com is mapped to `gandi`: .* lacks --auth-token\. Set LEXICON_GANDI_AUTH_TOKEN/);
    assert.match(text, /d\.com is mapped to `late`: Late closed its DNS service/);
  });
});

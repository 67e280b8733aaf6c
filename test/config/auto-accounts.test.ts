import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMapping } from '../../core/config/auto/mapping.js';
import { environmentProfile } from '../../core/config/desired-state.js';
import type { ProviderManifest } from '../../core/sdk/manifest.js';
import { type Files, load, told } from './fixtures.js';

const capabilities = { granularity: 'record', duplicates: 'allowed', types: ['TXT'] } as const;
const token = { flag: 'auth-token', help: 'token', secret: true, required: true } as const;
const closed = { state: 'closed', since: '2020-01-01', successor: 'Move to `keys`' } as const;
const manifests: readonly ProviderManifest[] = [
  { id: 'keys', title: 'Keys', aliases: ['locks'], nameservers: ['keys.example'], options: { token }, capabilities },
  { id: 'hidden', title: 'Hidden', options: {}, capabilities },
  { id: 'late', title: 'Late', nameservers: ['late.example'], options: { token }, capabilities, status: closed },
  { id: 'gone', title: 'Gone', options: {}, capabilities, status: { state: 'closed', since: '2021-01-01' } },
];
const catalog = {
  find: (id: string) => manifests.find((manifest) => manifest.id === id || manifest.aliases?.includes(id)),
  ids: () => manifests.flatMap(({ id, aliases = [] }) => [id, ...aliases]),
};

async function auto(env: Readonly<Record<string, string>>, files: Files = {}) {
  const all = { '/conf/domains.conf': 'a.example.com', ...files };
  const { state, problems } = await load({ LEXICON_PROVIDER: ' Auto ', ...env }, all, undefined, catalog);
  const { choice } = state.profiles[environmentProfile] ?? {};
  return {
    accounts: choice?.accounts.map(({ provider, options }) => `${provider} ${options.token}`),
    unusable: Object.keys(choice?.unusable ?? {}),
    mapping: Object.entries(choice?.mapping ?? {}).map(([domain, { provider }]) => `${domain} ${provider}`),
    problems: told(problems),
  };
}

describe('the accounts of `auto`', () => {
  it('are those that something is given for, those that are mapped to, and those that need nothing', async () => {
    const none = { accounts: [], mapping: [] };
    const all = { unusable: [], problems: [] };
    const key = { LEXICON_KEYS_TOKEN: 'k' };
    const map = (text: string) => ({ ...key, LEXICON_AUTO_MAPPING_OVERRIDE: text });
    const place = 'LEXICON_AUTO_MAPPING_OVERRIDE';
    const table: readonly [env: Readonly<Record<string, string>>, found: Partial<Awaited<ReturnType<typeof auto>>>][] =
      [
        [{}, { ...none, unusable: [], problems: ['LEXICON_PROVIDER ? auto →'] }],
        [{ LEXICON_LATE_TOKEN: 'x' }, { ...none, unusable: ['late'], problems: ['LEXICON_PROVIDER ? auto → keys'] }],
        [key, { ...all, accounts: ['keys k'], mapping: [] }],
        [{ LEXICON_LOCKS_AUTH_TOKEN: 'k' }, { ...all, accounts: ['keys k'] }],
        [{ LEXICON_PROVIDER_OPTIONS: '--keys-auth-token=k' }, { ...all, accounts: ['keys k'] }],
        [{ LEXICON_PROVIDER_OPTIONS: '--locks-auth-token k' }, { ...all, accounts: ['keys k'] }],
        [map('A.example:locks'), { ...all, accounts: ['keys k'], mapping: ['a.example keys'] }],
        [map('a.example:hidden'), { ...all, accounts: ['keys k', 'hidden undefined'], mapping: ['a.example hidden'] }],
        [
          map('a.example:KEYS, b.example:nobody'),
          { mapping: ['a.example keys'], problems: [`${place} ! nobody → letsencrypt-dns providers`] },
        ],
        [map('a.example:late'), { unusable: ['late'], problems: [`${place} ! late → keys`] }],
        [
          { LEXICON_AUTO_MAPPING_OVERRIDE: 'a.example:gone' },
          {
            ...none,
            unusable: ['gone'],
            mapping: ['a.example gone'],
            problems: ['LEXICON_PROVIDER ? auto →', `${place} ! gone`],
          },
        ],
        [map('a.example:gone'), { unusable: ['gone'], problems: [`${place} ! gone`] }],
      ];
    for (const [env, expected] of table) {
      const found = await auto(env);
      assert.deepEqual({ ...found, ...expected }, found, JSON.stringify(env));
    }
  });

  it('have their mapping from pairs, of which the first for a domain counts', () => {
    const table: readonly [text: string, providers: readonly string[], bad: readonly string[]][] = [
      ['', [], []],
      [' , ,', [], []],
      ['a.example:one, A.Example.:two', ['a.example one'], []],
      ['a.example : one ,b.example:two', ['a.example one', 'b.example two'], []],
      ['a.example,:one,b.example:,c.example:x:y', [], ['a.example', ':one', 'b.example:', 'c.example:x:y']],
    ];
    for (const [text, providers, bad] of table) {
      const found = readMapping(text);
      assert.deepEqual([[...found.providers].map((pair) => pair.join(' ')), found.bad], [providers, bad], text);
    }
  });
});

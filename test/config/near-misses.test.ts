import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDomainsConf } from '../../core/config/domains-conf.js';
import { parseNetwork } from '../../core/config/networks.js';
import { fatalProblems } from '../../core/config/problems.js';
import { load, told } from './fixtures.js';

const env = { LEXICON_CLOUDFLARE_TOKEN: 's3cret' };

describe('near misses of the configuration', () => {
  it('networks are as long as their addresses, and no longer', () => {
    for (const [text, prefix] of [
      ['192.0.2.0/32', 32],
      ['192.0.2.0/33', undefined],
      ['192.0.2.0/0', 0],
      ['192.0.2.0', 32],
      ['2001:db8::/128', 128],
      ['2001:db8::/129', undefined],
      ['2001:db8::1', 128],
    ] as const)
      assert.equal(parseNetwork(text)?.prefix, prefix, text);
  });

  it('a line goes on behind a command that cannot be read, at the next option alone', () => {
    const places = (line: string) => told(parseDomainsConf(`a.example.com ${line}`).problems, 'domains.conf');
    const box = '1:34 ! (a.example.com) box →';
    assert.deepEqual(places('autocmd-containers=box foo autorestart-containers=b!'), [
      box,
      '1:65 ! (a.example.com) b!',
    ]);
    assert.deepEqual(places('autocmd-containers=box xautorestart-containers=b!'), [box]);
    const many = parseDomainsConf(`a.example.com\nb.example.com autorestart-containers=${','.repeat(30)}`).problems;
    assert.deepEqual([many.length, many.at(-1)?.place], [21, 'domains.conf:2:1']);
  });

  it('more names than a CA takes are told of with the profile, where there is one', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example.com`).join(' ');
    const table: readonly [count: number, profile: Readonly<Record<string, string>>, quoted: string | undefined][] = [
      [25, { LETSENCRYPT_PROFILE: 'tlsserver' }, undefined],
      [26, { LETSENCRYPT_PROFILE: 'tlsserver' }, 'h0.example.com tlsserver'],
      [100, {}, undefined],
      [101, {}, 'h0.example.com'],
    ];
    for (const [count, profile, quoted] of table) {
      const { problems } = await load({ ...env, ...profile }, { '/conf/domains.conf': names(count) });
      const expected = quoted === undefined ? [] : [`domains.conf:1:1 ? (h0.example.com) ${quoted} →`];
      assert.deepEqual(told(problems), expected, String(count));
    }
  });

  it('a certificate that both files name stops itself alone', async () => {
    const yaml = 'certificates:\n  - domains: [a.example.com]\n  - domains: [b.example.com]\n';
    const files = { '/conf/domains.conf': 'a.example.com\nc.example.com', '/conf/x.yml': yaml };
    const { state, problems } = await load(env, files, '/conf/x.yml');
    assert.deepEqual(state.held, ['a.example.com']);
    assert.deepEqual(state.certificates.map(({ name }) => name).sort(), ['b.example.com', 'c.example.com']);
    assert.deepEqual(fatalProblems(problems), []);
    assert.ok(problems.some(({ scope, certificate }) => scope === 'certificate' && certificate === 'a.example.com'));
  });

  it('what was given for the default provider shows that it is meant', async () => {
    const problemsOf = async (more: Readonly<Record<string, string>>) =>
      told((await load(more, { '/conf/domains.conf': 'a.example.com' })).problems);
    assert.deepEqual(await problemsOf({}), [
      'LEXICON_PROVIDER ! → letsencrypt-dns providers letsencrypt-dns providers ID',
    ]);
    assert.deepEqual(await problemsOf({ LEXICON_CLOUDFLARE_USERNAME: 'u' }), ['LEXICON_PROVIDER ! cloudflare →']);
  });

  it('variables that are two letters away from a long name are slips, in short names one', async () => {
    const unknown = async (name: string) =>
      told((await load({ ...env, [name]: 'x' }, { '/conf/domains.conf': '#' })).problems);
    for (const name of [
      'TX',
      'TZZ',
      'TIMEZON',
      'TIME_ZONE',
      'NODE_EXTRA_CA_CERT',
      'LAG_LEVAL',
      'CONFIG_PATHS',
      'CERT_PATH',
    ])
      assert.deepEqual(await unknown(name), [], name);
    assert.deepEqual(await unknown('LOG_LEVL'), ['LOG_LEVL ? → LOG_LEVEL']);
    assert.deepEqual(await unknown('FOLOW_CNAME'), ['FOLOW_CNAME ? → FOLLOW_CNAMES']);
  });
});

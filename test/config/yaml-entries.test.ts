import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { letsEncryptServer, letsEncryptStagingServer } from '../../core/config/settings.js';
import { load, told } from './fixtures.js';

const file = '/conf/letsencrypt-dns.yml';
const profiles = 'profiles: [{name: p, provider: cloudflare, provider_options: {auth_token: t}}]\n';

async function read(text: string, env: Readonly<Record<string, string>> = {}) {
  const { state, problems } = await load(env, { [file]: text }, file);
  return { state, problems: told(problems, file) };
}

describe('an entry of `certificates`', () => {
  const one = async (more: string, env?: Readonly<Record<string, string>>) => {
    const { state, problems } = await read(
      `${profiles}certificates: [{domains: [a.example.com], profile: p, ${more}}]\n`,
      env,
    );
    return { certificate: state.certificates[0], held: state.held, problems };
  };

  it('says of each of its own options that it is its own', async () => {
    const usual = { LETSENCRYPT_KEY_TYPE: 'rsa', LETSENCRYPT_PROFILE: 'classic' };
    const given = { keyType: 'LETSENCRYPT_KEY_TYPE', acmeProfile: 'LETSENCRYPT_PROFILE' };
    const table: readonly [more: string, own: Readonly<Record<string, string>>][] = [
      ['', {}],
      ['key_type: rsa', { keyType: 'key_type' }],
      ['reuse_key: false', { reuseKey: 'reuse_key' }],
      ['preferred_chain: X', { preferredChain: 'preferred_chain' }],
      ['acme_profile: tlsserver', { acmeProfile: 'acme_profile' }],
    ];
    for (const [more, own] of table) {
      assert.deepEqual((await one(more)).certificate?.explicit, own, more);
      assert.deepEqual((await one(more, usual)).certificate?.explicit, { ...given, ...own }, more);
    }
  });

  it('has its server from what it says, then from the settings', async () => {
    const table: readonly [more: string, env: Readonly<Record<string, string>>, server: string | undefined][] = [
      ['', {}, letsEncryptServer],
      ['directory_url: "https://own.example/dir"', {}, 'https://own.example/dir'],
      ['directory_url: "https://own.example/dir"', { LETSENCRYPT_CA: 'zerossl' }, 'https://own.example/dir'],
      ['staging: true', {}, letsEncryptStagingServer],
      ['staging: false', { LETSENCRYPT_STAGING: 'true' }, letsEncryptServer],
      ['staging: true', { LETSENCRYPT_CA: 'actalis' }, undefined],
      ['ca: sslcom', {}, 'https://acme.ssl.com/sslcom-dv-ecc'],
      ['ca: sslcom, key_type: rsa', {}, 'https://acme.ssl.com/sslcom-dv-rsa'],
      ['ca: sslcom', { LETSENCRYPT_KEY_TYPE: 'rsa4096' }, 'https://acme.ssl.com/sslcom-dv-rsa'],
    ];
    for (const [more, env, server] of table) {
      const { certificate, held } = await one(more, env);
      assert.deepEqual(
        [certificate?.server, held],
        [server, server === undefined ? ['a.example.com'] : []],
        `${more} ${JSON.stringify(env)}`,
      );
    }
  });

  it('that is wrong has its fault at its place, and forbids removals where its name cannot be told', async () => {
    const table: readonly [entry: string, expected: readonly string[], isNamed: boolean][] = [
      ['~', ['2:16 ! ()'], false],
      ['text', ['2:16 ! ()'], false],
      ['{domains: a.example.com}', ['2:26 ! () domains'], false],
      ['{domains: [[a.example.com]]}', ['2:27 ! () domains.0'], false],
      ['{domains: [a.example.com], name: README, profile: p}', ['2:49 ! () README →'], false],
      ['{domains: [a.example.com], name: .a, profile: p}', ['2:49 ! () .a →'], false],
      ['{domains: [a.example.com], name: a/b, profile: p}', ['2:49 ! () a/b →'], false],
      ['{domains: [a.example.com], name: _a-b.c, profile: pp}', ['2:66 ! (_a-b.c) pp → p'], true],
      ['{domains: [a.example.com], name: A, profile: other}', ['2:61 ! (A) other'], true],
      ['{domains: [a.example.com], profile: p, ca: zerosl}', ['2:59 ! (a.example.com) ca → zerossl'], true],
      ['{domains: [a.example.com], provider: zz}', ['2:53 ! () zz → letsencrypt-dns providers'], true],
    ];
    for (const [entry, expected, isNamed] of table) {
      const { state, problems } = await read(
        `${profiles}certificates: [${entry}, {domains: [b.example.com], profile: p}]\n`,
      );
      assert.deepEqual(problems, expected, entry);
      assert.equal(state.removalPermitted, isNamed, entry);
      assert.deepEqual(
        state.certificates.map(({ name }) => name),
        ['b.example.com'],
      );
    }
  });

  it('is held by no warning, and not twice where it stands twice', async () => {
    const twice = await read(
      `${profiles}certificates:\n- {domains: [a.example.com, A.example.com], profile: p}\n- {domains: [b.example.com], profile: q}\n- {domains: [b.example.com], profile: p}\n`,
    );
    assert.deepEqual(twice.problems, [
      '3:29 ? (a.example.com) a.example.com',
      '4:39 ! (b.example.com) q',
      '5:3 ! (b.example.com) b.example.com → name',
    ]);
    assert.deepEqual(
      [twice.state.certificates.map(({ domains }) => domains), twice.state.held],
      [[['a.example.com']], ['b.example.com']],
    );
  });
});

describe('an entry of `profiles`', () => {
  it('has its own way to wait, which counts as given', async () => {
    const usual = { mode: 'authoritative', sleepTime: 30, maxChecks: 4 };
    const table: readonly [more: string, env: Readonly<Record<string, string>>, expected: object][] = [
      ['', {}, usual],
      ['', { LEXICON_SLEEP_TIME: '5' }, { ...usual, sleepTime: 5, isGiven: true }],
      ['sleep_time: 7', {}, { ...usual, sleepTime: 7, isGiven: true }],
      ['sleep_time: 0', {}, { ...usual, sleepTime: 0, isGiven: true }],
      ['max_checks: 1', {}, { ...usual, maxChecks: 1, isGiven: true }],
      ['max_checks: 0', {}, { ...usual, mode: 'off', isGiven: true }],
      ['max_checks: 0, propagation: recursive', {}, { ...usual, mode: 'recursive', isGiven: true }],
      ['propagation: off', {}, { ...usual, mode: 'off' }],
    ];
    for (const [more, env, expected] of table) {
      const { state, problems } = await read(
        `profiles: [{name: p, provider: cloudflare, provider_options: {auth_token: t}, ${more}}]\ncertificates: [{domains: [a.example.com], profile: p}]\n`,
        env,
      );
      assert.deepEqual([problems, state.profiles.p?.propagation], [[], expected], `${more} ${JSON.stringify(env)}`);
    }
  });

  it('that is wrong has its fault at its place', async () => {
    const table: readonly [entry: string, expected: readonly string[]][] = [
      ['~', ['1:12 ! ()']],
      ['text', ['1:12 ! ()']],
      ['{provider: cloudflare}', ['1:12 ! () name']],
      ['{name: "", provider: cloudflare}', ['1:19 ! () name']],
      ['{name: [q], provider: cloudflare}', ['1:19 ! () name']],
      ['{name: q, provider: cloudflare, sleep_time: -1}', ['1:56 ! () sleep_time']],
      ['{name: q, provider: cloudflare, sleep_time: [1]}', ['1:56 ! () sleep_time']],
      ['{name: q, provider: cloudflare, max_checks: 1.5}', ['1:56 ! () max_checks']],
      ['{name: q, provider: cloudflare, ttl: 0}', ['1:49 ! () ttl']],
      [
        '{name: q, provider: cloudflare, provider_options: {auth_token: t}, zones: [a.example, b..c]}',
        ['1:98 ! () b..c'],
      ],
      [
        '{name: q, provider: cloudflare, provider_options: {auth_token: t}, delegated_subdomain: b..c}',
        ['1:100 ! () b..c'],
      ],
    ];
    for (const [entry, expected] of table) {
      const { state, problems } = await read(
        `profiles: [${entry}, {name: p, provider: cloudflare, provider_options: {auth_token: t}}]\ncertificates: [{domains: [a.example.com], profile: p}]\n`,
      );
      assert.deepEqual(problems, expected, entry);
      assert.deepEqual(
        state.certificates.map(({ profile }) => profile),
        ['p'],
        entry,
      );
    }
  });
});

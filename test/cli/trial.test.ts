import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missing, type Pebble, type PowerDns, spawnCli, startPebble, startPowerDns, waitFor } from '../lab/index.js';
import { createPowerDnsInstallation } from './installation.js';

interface Report {
  readonly certificates: readonly { name: string; result: string; server: string; code?: string }[];
}

describe('letsencrypt-dns trial', { skip: missing('pebble', 'pdns_server', 'sqlite3', 'openssl') }, () => {
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  let staging: Pebble;
  let elsewhere: PowerDns;
  let env: Record<string, string>;
  before(async () => {
    installation = await createPowerDnsInstallation({ domains: 'www.example.com mail.example.com\n*.example.com\n' });
    // As Let's Encrypt does: what was proved once is not asked for again.
    staging = await startPebble({ dnsServer: installation.dns.dnsAddress, env: { PEBBLE_AUTHZREUSE: '100' } });
    elsewhere = await startPowerDns({ zones: ['example.com'] });
    const roots = await Promise.all([installation.pebble, staging].map((each) => readFile(each.caBundle, 'utf8')));
    await writeFile(inConfig('roots.pem'), roots.join('\n'));
    env = {
      LETSENCRYPT_CA_BUNDLE: inConfig('roots.pem'),
      LETSENCRYPT_DNS_TEST_LETSENCRYPT: `${installation.pebble.directoryUrl} ${staging.directoryUrl}`,
      DEPLOY_HOOK: `touch ${inConfig('hook-ran')}`,
    };
  });
  after(async () => {
    await Promise.all([staging.stop(), elsewhere.stop()]);
    await installation.stop();
  });

  const run = (args: readonly string[], more: Record<string, string> = {}) =>
    installation.hosted(args, { env: { ...env, ...more } });
  const inConfig = (...parts: string[]) => join(installation.configDir, ...parts);
  const trialDirectory = (...parts: string[]) => inConfig('letsencrypt-dns', 'trial', ...parts);
  const entriesOf = (path: string) => (existsSync(path) ? readdirSync(path).filter((name) => name !== 'README') : []);
  const texts = async () =>
    (await installation.dns.zoneRecords('example.com')).filter(({ type }) => type === 'TXT').map(({ name }) => name);
  const validations = () => staging.output().match(/set VALID by completed challenge/g)?.length ?? 0;

  function assertNothingKept() {
    for (const name of ['live', 'archive', 'renewal', 'accounts', 'hook-ran']) {
      assert.equal(existsSync(inConfig(name)), false, name);
    }
    for (const name of ['live', 'archive', 'renewal']) assert.deepEqual(entriesOf(trialDirectory(name)), [], name);
    assert.deepEqual(
      entriesOf(trialDirectory('letsencrypt-dns')).filter((name) => name.startsWith('journal')),
      [],
    );
  }

  it('goes the whole way at the staging server, each time anew, and keeps nothing', async () => {
    for (const time of [1, 2]) {
      const before = validations();
      const tried = await run(['trial', '--json']);
      assert.equal(tried.code, 0, tried.stderr);
      const { certificates } = tried.json() as Report;
      assert.deepEqual(
        certificates.map(({ name, result, server }) => [name, result, server]),
        ['www.example.com', 'example.com'].map((name) => [name, 'passed', staging.directoryUrl]),
      );
      assert.equal(validations() - before, 3, `trial ${time}`);
      assertNothingKept();
      assert.deepEqual(await texts(), []);
    }
    assert.doesNotMatch(installation.pebble.output(), /new-order|order-plz/i);
  });

  it('tries those that are named, and says which are not configured', async () => {
    const tried = await installation.run(['trial', 'www.example.com'], { env });
    assert.equal(tried.code, 0, tried.stderr);
    assert.match(tried.stdout, /^www\.example\.com: passed\n1 passed; nothing of it was kept\n$/);
    const unknown = await run(['trial', 'ww.example.com']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no certificate called ww\.example\.com\. Did you mean `www\.example\.com`/);
  });

  it('exits with 2 where the CA has no staging server that is known', async () => {
    const refused = await run(['trial'], { LETSENCRYPT_DNS_TEST_LETSENCRYPT: '' });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /the CA at localhost:\d+ has no staging server that is known.*check --live/);
    const zerossl = await run(['trial'], {
      LETSENCRYPT_SERVER: '',
      LETSENCRYPT_CA: 'zerossl',
      LETSENCRYPT_EAB_KID: 'kid',
      LETSENCRYPT_EAB_HMAC_KEY: 'aGVsbG8',
    });
    assert.equal(zerossl.code, 2, zerossl.stderr);
    assert.match(zerossl.stderr, /ZeroSSL has no staging server that is known/);
  });

  it('says why it failed, with exit code 1, and is not held up by that the next time', async () => {
    const tried = await run(['trial', '--json'], { LEXICON_POWERDNS_AUTH_TOKEN: 'wrong' });
    assert.equal(tried.code, 1, tried.stderr);
    const { certificates } = tried.json() as Report;
    assert.deepEqual(
      certificates.map(({ result, code }) => [result, code]),
      [
        ['failed', 'AUTHENTICATION'],
        ['failed', 'AUTHENTICATION'],
      ],
    );
    assertNothingKept();
    assert.equal((await run(['trial'])).code, 0);
  });

  it('that is killed leaves to the next start what it wrote to the DNS', async () => {
    const blind = { LETSENCRYPT_DNS_TEST_AUTHORITATIVE: elsewhere.dnsAddress, LEXICON_SLEEP_TIME: '60' };
    const killed = await spawnCli(['trial', 'www.example.com'], { env: { ...installation.env, ...env, ...blind } });
    await waitFor('the records', async () => (await texts()).length === 2, { timeoutMs: 30_000 });
    const beside = await run(['trial']);
    assert.equal(beside.code, 1);
    assert.match(beside.stderr, /in use by "letsencrypt-dns trial"/);
    killed.kill('SIGKILL');
    await killed.exited;
    assert.equal((await texts()).length, 2);
    await installation.writeDomains('www.example.com mail.example.com\n');
    const synced = await run(['sync']);
    assert.equal(synced.code, 0, synced.stderr);
    assert.deepEqual(await texts(), []);
    assert.deepEqual(
      entriesOf(trialDirectory('letsencrypt-dns')).filter((name) => name.startsWith('journal')),
      [],
    );
  });

  it('touches no lineage', async () => {
    const read = () =>
      Promise.all(
        ['live/www.example.com/privkey.pem', 'renewal/www.example.com.conf'].map((path) =>
          readFile(inConfig(path), 'utf8'),
        ),
      );
    const before = await read();
    const tried = await run(['trial']);
    assert.equal(tried.code, 0, tried.stderr);
    assert.deepEqual(await read(), before);
    assert.equal((await run(['plan'])).code, 0);
  });
});

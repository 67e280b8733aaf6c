import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { AcmeProxy } from '../faults/acme-proxy.js';
import { createPebbleWorld } from '../faults/pebble-world.js';
import { createTempDir, find, missing, runCli, runCommand, startPostgres } from '../lab/index.js';
import { makeAuthority } from '../store/certificates.js';
import { seedConf, writeCertbotLineage } from '../store/volume.js';
import { createRehearsal } from './rehearsal.js';
import { summary, type World } from './world.js';

/** A hook of certbot that talks to the provider's API. */
function hookOf({ provider }: World, changetype: 'REPLACE' | 'DELETE'): string {
  return `const name = '_acme-challenge.' + process.env.CERTBOT_DOMAIN + '.';
const records = [{ content: JSON.stringify(process.env.CERTBOT_VALIDATION), disabled: false }];
const rrsets = [{ name, type: 'TXT', ttl: 60, changetype: '${changetype}', records }];
fetch('${provider.apiUrl}/api/v1/servers/localhost/zones/example.com.', {
  method: 'PATCH', headers: { 'x-api-key': '${provider.apiKey}' }, body: JSON.stringify({ rrsets }),
});
`;
}

async function certbot(world: World, ...words: string[]): Promise<string> {
  const scratch = await createTempDir('certbot');
  const folders = ['--config-dir', world.configDir, '--work-dir', scratch.path, '--logs-dir', scratch.path];
  const { stdout, stderr } = await runCommand(find('certbot') ?? '', [...words, '--non-interactive', ...folders], {
    timeoutMs: 120_000,
  });
  await scratch.remove();
  return stdout + stderr;
}

/** A copy of the volume, on a host whose certificates are in a database: killed in the midst of it, it goes on. */
async function adoptIntoDatabase(world: World & { readonly proxy: AcmeProxy }): Promise<void> {
  const [copy, postgres] = [await createTempDir('adopted'), await startPostgres()];
  try {
    await cp(world.configDir, copy.path, { recursive: true, verbatimSymlinks: true });
    await writeFile(join(copy.path, 'domains.conf'), 'www.example.com mail.example.com\n');
    const shared = {
      ...world.env,
      LETSENCRYPT_CONFIG_DIR: copy.path,
      LETSENCRYPT_STORE: await postgres.createDatabase('store'),
      LETSENCRYPT_STORE_KEY: randomBytes(32).toString('base64'),
    };
    const run = (...words: string[]) => runCli(words, { env: shared });
    const before = ['order-plz', 'sign-me-up'].map((path) => world.proxy.count(path));
    let kills = 0;
    for (const at of [56, 70]) {
      const env = { ...shared, LETSENCRYPT_DNS_TEST_KILL_AT: String(at) };
      kills += (await runCli(['sync'], { env })).signal === 'SIGKILL' ? 1 : 0;
      await postgres.run('store', 'UPDATE ledns_lease SET expires_at = clock_timestamp()').catch(() => []);
    }
    assert.ok(kills >= 1, `${kills} kills`);
    const { code, stdout, stderr } = await run('sync');
    assert.deepEqual([code, stdout], [0, 'nothing to do, 1 unchanged\n'], stderr);
    assert.deepEqual(
      ['order-plz', 'sign-me-up'].map((path) => world.proxy.count(path)),
      before,
    );
    // Nobody asked for the other one: it and its key stay where they are.
    const rows = () => postgres.run('store', 'SELECT name, version FROM ledns_lineage');
    assert.deepEqual(await rows(), [{ name: 'www.example.com', version: 1 }]);
    assert.equal((await run('renew', 'www.example.com', '--force')).code, 0);
    assert.deepEqual(await rows(), [{ name: 'www.example.com', version: 2 }]);
    assert.equal(world.proxy.count('sign-me-up'), before[1], 'the account of certbot serves on');
    assert.match(readFileSync(join(copy.path, 'renewal/www.example.com.conf'), 'utf8'), /manual_auth_hook = /);
    const alone = await runCli(['sync'], { env: { ...world.env, LETSENCRYPT_CONFIG_DIR: copy.path } });
    assert.deepEqual([alone.code, /has moved from here/.test(alone.stderr)], [2, true], alone.stderr);
    assert.equal((await run('delete', 'www.example.com')).code, 0);
    assert.deepEqual(readdirSync(join(copy.path, 'renewal')), ['foreign.example.com.conf']);
  } finally {
    await postgres.stop();
    await copy.remove();
  }
}

describe('a volume of certbot', { skip: missing('pebble', 'openssl', 'certbot') }, () => {
  it('is taken over as it is, with its account, its server and its numbers', async () => {
    await using world = await createPebbleWorld({ domains: 'www.example.com mail.example.com\nnew.example.com' });
    const scripts = await createTempDir('hooks');
    const hooks = { auth: join(scripts.path, 'auth.cjs'), cleanup: join(scripts.path, 'cleanup.cjs') };
    await writeFile(hooks.auth, hookOf(world, 'REPLACE'));
    await writeFile(hooks.cleanup, hookOf(world, 'DELETE'));
    const manual = ['--manual', '--preferred-challenges', 'dns'];
    manual.push('--manual-auth-hook', `${process.execPath} ${hooks.auth}`);
    manual.push('--manual-cleanup-hook', `${process.execPath} ${hooks.cleanup}`);
    const account = ['--agree-tos', '--register-unsafely-without-email', '--no-verify-ssl', '--key-type', 'rsa'];
    const server = ['--server', world.proxy.directoryUrl];
    await certbot(
      world,
      'certonly',
      ...manual,
      ...account,
      ...server,
      '-d',
      'www.example.com',
      '-d',
      'mail.example.com',
    );
    // Another one of the same CA, which nothing here names.
    const foreign = 'foreign.example.com';
    writeCertbotLineage(world.configDir, foreign, [makeAuthority().issue([foreign])], (root) =>
      seedConf(foreign)(root).replace(/^server = .*$/m, `server = ${world.proxy.directoryUrl}`),
    );
    const conf = join(world.configDir, 'renewal', 'www.example.com.conf');
    assert.match(readFileSync(conf, 'utf8'), /authenticator = manual/);
    if (missing('postgres', 'initdb') === false) await adoptIntoDatabase(world);

    const ordered = world.proxy.count('order-plz');
    const registered = world.proxy.count('sign-me-up');
    assert.deepEqual(summary(await world.pass()), [
      'keep www.example.com',
      'create new.example.com done',
      'keep foreign.example.com',
    ]);
    assert.equal(world.proxy.count('order-plz'), ordered + 1, 'nothing is re-issued that is not due');
    assert.equal(world.proxy.count('sign-me-up'), registered, 'the account of certbot serves for new certificates');
    assert.deepEqual(await accountTypes(world), ['RSA']);

    await world.pass({ force: new Set(['www.example.com']) });
    const archive = readdirSync(join(world.configDir, 'archive', 'www.example.com')).sort();
    assert.deepEqual(
      archive.filter((name) => name.startsWith('cert')),
      ['cert1.pem', 'cert2.pem'],
    );
    assert.match(readFileSync(conf, 'utf8'), /manual_auth_hook = /);
    const listed = await certbot(world, 'certificates');
    assert.deepEqual([...listed.matchAll(/Certificate Name: (\S+)/g)].map((match) => match[1]).sort(), [
      'foreign.example.com',
      'new.example.com',
      'www.example.com',
    ]);
    // What is adopted is removed when its line is gone; what was never named is not.
    await world.writeDomains('new.example.com');
    assert.deepEqual(summary(await world.pass()), [
      'keep new.example.com',
      'keep foreign.example.com',
      'remove www.example.com done',
    ]);
    await scripts.remove();
  });

  async function accountTypes(world: World): Promise<string[]> {
    const accounts = await world.within(({ store }) => store.accounts.list());
    return accounts.map(({ directory }) => {
      return (JSON.parse(readFileSync(join(directory, 'private_key.json'), 'utf8')) as { kty: string }).kty;
    });
  }
});

describe('a volume of the seed image', { skip: missing('openssl') }, () => {
  it('asks each certificate where it came from, and replaces one of staging as soon as production is configured', async () => {
    const authority = makeAuthority();
    await using world = await createRehearsal({ domains: 'a.example.com\nb.example.com' });
    const staging = 'https://acme-staging-v02.api.letsencrypt.org/directory';
    writeCertbotLineage(world.configDir, 'a.example.com', [authority.issue(['a.example.com'])]);
    writeCertbotLineage(world.configDir, 'b.example.com', [authority.issue(['b.example.com'])], (root) =>
      seedConf('b.example.com')(root).replace(/^server = .*$/m, `server = ${staging}`),
    );
    // Nobody can be asked for renewal information here: that alone changes nothing.
    world.env.HTTPS_PROXY = 'http://127.0.0.1:9';
    world.env.NO_PROXY = '127.0.0.1';
    const configured = world.env.LETSENCRYPT_SERVER ?? '';
    const states = async () => (await world.status()).map(({ name, server, state }) => `${name} ${state} ${server}`);
    world.env.LETSENCRYPT_SERVER = staging;
    assert.deepEqual(summary(await world.pass()), ['keep a.example.com', 'keep b.example.com']);
    const production = 'https://acme-v02.api.letsencrypt.org/directory';
    assert.deepEqual(await states(), [`a.example.com ok ${production}`, `b.example.com staging ${staging}`]);
    world.env.LETSENCRYPT_SERVER = configured;
    assert.equal((await world.status())[1]?.next.action, 'renew');
    assert.deepEqual(summary(await world.pass()), ['keep a.example.com', 'renew b.example.com done']);
    assert.deepEqual(await states(), [`a.example.com ok ${production}`, `b.example.com ok ${configured}`]);
    assert.deepEqual(readdirSync(join(world.configDir, 'archive', 'b.example.com')).includes('cert2.pem'), true);
    // A damaged one is had anew from the CA that it came from, not from the one of the environment.
    rmSync(join(world.configDir, 'archive', 'a.example.com', 'chain1.pem'));
    const { outcomes } = await world.pass();
    assert.equal(outcomes[0]?.action.kind, 'repair');
    assert.match(outcomes[0]?.failure?.message ?? '', /acme-v02/);
  });
});

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseCertificates, readCertificateFacts } from '../../core/x509/certificate-facts.js';
import { createPebbleWorld } from '../faults/pebble-world.js';
import { missing } from '../lab/index.js';
import { createRehearsal, fileOf, startCa } from './rehearsal.js';
import { summary } from './world.js';

const hour = 3600 * 1000;
const day = 24 * hour;

describe('renewal', () => {
  it('obtains, keeps, and renews at the moment that the CA suggests', async () => {
    await using world = await createRehearsal();
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.deepEqual(world.provider.txt(), []);
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
    assert.equal(world.ca.stats.requests.renewalInfo, 1);
    const [status] = await world.status();
    assert.match(status?.next.why ?? '', /^ARI/);
    const at = status?.next.at?.getTime() ?? 0;
    // The same moment after every restart, and no question before Retry-After.
    await world.pass();
    assert.equal((await world.status())[0]?.next.at?.getTime(), at);
    assert.equal(world.ca.stats.requests.renewalInfo, 1);
    world.clock.advance(at - world.clock.now() - 1);
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
    assert.equal(world.ca.stats.requests.renewalInfo, 2);
    world.clock.advance(hour);
    assert.deepEqual(summary(await world.pass()), ['renew www.example.com done']);
    const [first, second] = world.ca.certificates();
    assert.ok(first !== undefined && second?.replaces !== undefined, 'the order names what it replaces');
  });

  it('comes early where the CA wants it, and tells why', async () => {
    await using world = await createRehearsal();
    await world.pass();
    await world.pass();
    const serial = world.ca.certificates()[0]?.serial ?? '';
    const start = new Date(world.clock.now() - day);
    const end = new Date(world.clock.now() - hour);
    world.ca.setRenewalWindow(serial, { start, end, explanationUrl: 'https://ca.example/incident' });
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com'], 'it is not asked before Retry-After');
    world.clock.advance(6 * hour + 1);
    assert.deepEqual(summary(await world.pass()), ['renew www.example.com done']);
  });

  it('is had without naming the old certificate where that was replaced already', async () => {
    await using world = await createRehearsal();
    await world.pass();
    const saved = `${world.configDir}-saved`;
    const force = new Set(['www.example.com']);
    await cp(world.configDir, saved, { recursive: true, verbatimSymlinks: true });
    await world.pass({ force });
    await rm(world.configDir, { recursive: true });
    await cp(saved, world.configDir, { recursive: true, verbatimSymlinks: true });
    await rm(saved, { recursive: true });
    assert.deepEqual(summary(await world.pass({ force })), ['renew www.example.com done']);
    const [, second, third] = world.ca.certificates();
    assert.ok(second?.replaces !== undefined && third !== undefined && third.replaces === undefined);
  });

  it("is exempt from Let's Encrypt's limits, since it names what it replaces", async () => {
    await using world = await createRehearsal();
    world.env.LETSENCRYPT_DNS_TEST_LETSENCRYPT = `${world.ca.directoryUrl} https://staging.invalid/dir`;
    for (let count = 0; count < 8; count += 1) {
      assert.match(summary(await world.pass({ force: new Set(['www.example.com']) }))[0] ?? '', / done$/);
    }
  });

  it('asks the CA recorded for the lineage, with the account there, whatever the environment says', async () => {
    await using world = await createRehearsal();
    await world.pass();
    const other = await fileOf(await startCa(world.provider.dnsAddress, world.clock));
    world.env.LETSENCRYPT_SERVER = other.directoryUrl;
    // Both are needed: the recorded one for the renewal, the other for what is new.
    const bundle = join(world.configDir, 'both.pem');
    await writeFile(
      bundle,
      `${await readFile(world.env.LETSENCRYPT_CA_BUNDLE ?? '', 'utf8')}\n${await readFile(other.caBundle, 'utf8')}`,
    );
    world.env.LETSENCRYPT_CA_BUNDLE = bundle;
    await world.writeDomains('www.example.com\nnew.example.com');
    const result = await world.pass({ force: new Set(['www.example.com']) });
    assert.deepEqual(summary(result), ['renew www.example.com done', 'create new.example.com done']);
    assert.deepEqual(
      world.ca.certificates().map(({ names }) => names),
      [['www.example.com'], ['www.example.com']],
    );
    const servers = (await world.status()).map(({ server }) => server);
    assert.deepEqual(servers, [world.ca.directoryUrl, other.directoryUrl]);
    await other.stop();
  });

  it('works for certificates of six days, whose names are in the SAN alone', async () => {
    await using world = await createRehearsal({ env: { LETSENCRYPT_PROFILE: 'shortlived' } });
    await world.pass();
    const pem = await readFile(join(world.configDir, 'live', 'www.example.com', 'cert.pem'), 'utf8');
    assert.doesNotMatch(new X509Certificate(pem).subject ?? '', /CN=/);
    const [facts] = parseCertificates(pem).map(readCertificateFacts);
    const lifetimeMs = (facts?.notAfter.getTime() ?? 0) - (facts?.notBefore.getTime() ?? 0);
    assert.equal(Math.round(lifetimeMs / hour), 160);
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
    world.clock.advance(5 * day);
    assert.deepEqual(summary(await world.pass()), ['renew www.example.com done']);
  });

  it('names the profiles of a CA that has not the wanted one', async () => {
    await using world = await createRehearsal({ env: { LETSENCRYPT_PROFILE: 'eternal' } });
    const { outcomes } = await world.pass();
    assert.match(outcomes[0]?.failure?.hint ?? '', /classic, tlsserver, shortlived/);
    assert.equal(world.ca.stats.requests.newOrder, 0);
  });

  it('orders anew where authorizations ran out while the DNS was slow', async () => {
    await using world = await createRehearsal({ env: { LETSENCRYPT_PROFILE: 'shortlived' } });
    let slow = true;
    world.provider.fault = (method) => {
      if (method !== 'PATCH') return undefined;
      if (slow) world.clock.advance(2 * hour);
      slow = false;
      return undefined;
    };
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.equal(world.ca.stats.requests.newOrder, 2);
    assert.deepEqual(world.provider.txt(), []);
  });

  it('registers an account anew that the CA has forgotten, with the same key', async () => {
    await using world = await createRehearsal();
    await world.pass();
    const port = Number(new URL(world.ca.directoryUrl).port);
    await world.ca.close();
    const amnesiac = await startCa(world.provider.dnsAddress, world.clock, { listen: { port } });
    await writeFile(world.env.LETSENCRYPT_CA_BUNDLE ?? '', amnesiac.caPem);
    assert.deepEqual(summary(await world.pass({ force: new Set(['www.example.com']) })), [
      'renew www.example.com done',
    ]);
    assert.equal(amnesiac.stats.requests.newAccount, 1);
    assert.equal((await world.within(({ store }) => store.accounts.list())).length, 1);
    await amnesiac.close();
  });

  it('goes on for a year, with one certificate after another and no more than needed', async () => {
    await using world = await createRehearsal();
    // With `SCALE=full` each day, else every fourth one.
    const days = process.env.SCALE === 'full' ? 1 : 4;
    for (let elapsed = 0; elapsed < 365; elapsed += days) {
      world.clock.advance(days * day);
      const { outcomes } = await world.pass({ isStart: false });
      assert.ok(outcomes.every(({ failure }) => failure === undefined));
    }
    const issued = world.ca.certificates().length;
    assert.ok(issued >= 6 && issued <= 8, `${issued} certificates`);
  });
});

describe('a CA without renewal information', { skip: missing('pebble', 'openssl') }, () => {
  it('is asked once a day whether it has learnt, and nobody is asked when nothing is to be done', async () => {
    await using world = await createPebbleWorld();
    world.proxy.fault = ({ resource }) =>
      resource === 'dir' ? { rewrite: ({ renewalInfo: _none, ...directory }) => directory } : undefined;
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    await world.pass();
    const before = world.proxy.count('dir');
    await world.pass();
    await world.pass();
    assert.equal(world.proxy.count('dir'), before);
    world.clock.advance(25 * hour);
    await world.pass();
    assert.equal(world.proxy.count('dir'), before + 1);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { summary, type WorldOptions } from '../issuance/world.js';
import { missing } from '../lab/index.js';
import type { AcmeFault, AcmeTraffic } from './acme-proxy.js';
import { createPebbleWorld, type LentPebble, lendPebble } from './pebble-world.js';

const minute = 60_000;
const hour = 60 * minute;
const problem = 'urn:ietf:params:acme:error:';
const resources = [
  'dir',
  'nonce-plz',
  'sign-me-up',
  'order-plz',
  'my-order',
  'authZ',
  'chalZ',
  'finalize-order',
  'certZ',
];

/** The first request for each resource meets the fault. */
function firstOfEach(fault: AcmeFault) {
  const met = new Set<string>();
  return ({ resource }: AcmeTraffic): AcmeFault | undefined => {
    if (met.has(resource) || !resources.includes(resource)) return undefined;
    met.add(resource);
    return fault;
  };
}

describe('a CA in trouble', { skip: missing('pebble', 'openssl') }, () => {
  let lent: LentPebble;
  before(async () => {
    lent = await lendPebble();
  });
  after(() => lent.stop());
  const troubled = (options: WorldOptions = {}) => createPebbleWorld(options, {}, lent);

  const faults: Readonly<Record<string, AcmeFault>> = {
    'answers 500': { status: 500, body: { type: `${problem}serverInternal`, detail: 'on purpose' } },
    'answers 503 with Retry-After': { status: 503, headers: { 'retry-after': '1' } },
    'breaks the connection in the middle of an answer': { reset: true },
    'sends half of its JSON': { truncate: true },
    'answers slowly': { delayMs: 300 },
  };

  for (const [name, fault] of Object.entries(faults)) {
    it(`${name}, once for each resource: the certificate comes at the next tries, for two orders at most`, async () => {
      await using world = await troubled();
      world.proxy.fault = firstOfEach(fault);
      for (let count = 0; count < 10; count += 1) {
        if (summary(await world.pass())[0] === 'create www.example.com done') break;
        world.clock.advance(25 * hour);
      }
      assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
      assert.deepEqual(world.provider.txt(), []);
      // The proxy's own answers and one that was lost count here as well.
      assert.ok(world.proxy.count('order-plz') <= 3, `${world.proxy.count('order-plz')} requests for an order`);
      assert.equal((await world.within(({ store }) => store.accounts.list())).length, 1);
    });
  }

  it('asks for a pause: the certificate waits as long, and the account with it', async () => {
    await using world = await troubled({ domains: 'a.example.com\nb.example.com' });
    const detail =
      'too many new orders (300) from this account in the last 3h0m0s, see https://ca.example/#new-orders-per-account';
    world.proxy.fault = ({ resource }) =>
      resource === 'order-plz'
        ? { status: 429, headers: { 'retry-after': '7200' }, body: { type: `${problem}rateLimited`, detail } }
        : undefined;
    const { outcomes } = await world.pass();
    assert.deepEqual(
      outcomes.map(({ failure }) => failure?.code),
      ['RATE_LIMITED', 'RATE_LIMITED'],
    );
    assert.ok(outcomes.every(({ retryAt }) => Math.abs((retryAt ?? 0) - world.clock.now() - 2 * hour) < minute));
    const asked = world.proxy.count('order-plz');
    await world.writeDomains('a.example.com\nb.example.com\nc.example.com');
    const { actions } = await world.pass();
    const added = actions.find(({ name }) => name === 'c.example.com');
    assert.equal(added?.kind, 'wait', 'a new certificate of the account waits as well');
    assert.match(added?.reason ?? '', /the CA asked for a pause/);
    assert.equal(world.proxy.count('order-plz'), asked, 'without asking');
    world.proxy.fault = undefined;
    world.clock.advance(2 * hour + minute);
    assert.deepEqual(
      summary(await world.pass()).map((line) => line.split(' ').at(-1)),
      ['done', 'done', 'done'],
    );
  });

  it("is not asked more often than Let's Encrypt allows, where it is Let's Encrypt", async () => {
    await using world = await troubled();
    world.proxy.fault = ({ resource }) =>
      resource === 'dir' ? { rewrite: ({ renewalInfo: _none, ...directory }) => directory } : undefined;
    world.env.LETSENCRYPT_DNS_TEST_LETSENCRYPT = `${world.proxy.directoryUrl} https://staging.invalid/dir`;
    const force = new Set(['www.example.com']);
    for (let count = 0; count < 5; count += 1) {
      assert.match(summary(await world.pass({ force }))[0] ?? '', / done$/);
    }
    const [outcome] = (await world.pass({ force })).outcomes;
    assert.match(outcome?.failure?.message ?? '', /5 certificates with these names/);
    assert.equal(world.proxy.count('order-plz'), 5);
    world.clock.advance(34 * hour);
    assert.match(summary(await world.pass({ force }))[0] ?? '', / done$/);
  });

  it('has paused a name: the link that lifts the pause reaches status', async () => {
    await using world = await troubled();
    const link = 'https://ca.example/sfe/v1/unpause?jwt=abc';
    const detail = `Your account is temporarily prevented from requesting certificates for www.example.com. Please visit: ${link}`;
    world.proxy.fault = ({ resource }) =>
      resource === 'order-plz' ? { status: 429, body: { type: `${problem}rateLimited`, detail } } : undefined;
    await world.pass();
    const [status] = await world.status();
    assert.ok(status?.lastError?.message.includes(link));
    assert.match(status?.lastError?.hint ?? '', /open that link/);
    assert.equal(status?.state, 'failing');
  });

  it('lets an order become invalid: a new one is made at the next try', async () => {
    await using world = await troubled();
    let spoil = true;
    world.proxy.fault = ({ resource }) =>
      spoil && resource === 'my-order' ? { rewrite: (order) => ({ ...order, status: 'invalid' }) } : undefined;
    const first = summary(await world.pass())[0] ?? '';
    assert.match(first, /^create www\.example\.com (ACME|VALIDATION)$/);
    spoil = false;
    world.clock.advance(hour);
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.deepEqual(world.provider.txt(), []);
  });

  it('processes an order for a while', async () => {
    await using world = await troubled();
    let looks = 0;
    world.proxy.fault = ({ resource }) => {
      if (resource !== 'my-order' && resource !== 'finalize-order') return undefined;
      return {
        rewrite: (order) => {
          if (order.status !== 'valid') return order;
          looks += 1;
          if (looks > 3) return order;
          const { certificate: _later, ...rest } = order;
          return { ...rest, status: 'processing' };
        },
      };
    };
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.equal(looks, 4);
  });

  it('fails to deliver a certificate twice: it is had at the third try, and was ordered once', async () => {
    await using world = await troubled();
    let failures = 0;
    world.proxy.fault = ({ resource }) => {
      if (resource !== 'certZ' || failures === 2) return undefined;
      failures += 1;
      return { status: 404, body: { type: `${problem}malformed`, detail: 'not yet' } };
    };
    assert.deepEqual(summary(await world.pass()), ['create www.example.com ACME']);
    world.clock.advance(5 * minute);
    assert.deepEqual(summary(await world.pass()), ['create www.example.com ACME']);
    world.clock.advance(15 * minute);
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.equal(world.proxy.count('order-plz'), 1);
    assert.equal(failures, 2);
  });

  it('never delivers a certificate: in the end another one is ordered', async () => {
    await using world = await troubled();
    world.proxy.fault = ({ resource }) =>
      resource === 'certZ' && world.proxy.count('order-plz') < 2
        ? { status: 404, body: { type: `${problem}malformed`, detail: 'lost' } }
        : undefined;
    for (let count = 0; count < 5; count += 1) {
      await world.pass();
      world.clock.advance(25 * hour);
    }
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
    assert.equal(world.proxy.count('order-plz'), 2);
  });

  it('vanishes for an hour: the old certificate is served on, and renewed when it is back', async () => {
    await using world = await troubled();
    await world.pass();
    const file = join(world.configDir, 'live', 'www.example.com', 'cert.pem');
    const old = readFileSync(file, 'utf8');
    const [status] = await world.status();
    world.clock.advance((status?.next.at?.getTime() ?? 0) - world.clock.now());
    world.proxy.fault = () => ({ vanish: true });
    const gone = world.clock.now();
    const tries: string[] = [];
    while (world.clock.now() < gone + hour) {
      tries.push(summary(await world.pass())[0] ?? '');
      assert.equal(readFileSync(file, 'utf8'), old);
      world.clock.advance(5 * minute);
    }
    assert.equal(tries[0], 'renew www.example.com NETWORK');
    assert.ok(tries.filter((line) => line.startsWith('renew')).length <= 4, tries.join(', '));
    world.proxy.fault = undefined;
    world.clock.advance(hour);
    assert.deepEqual(summary(await world.pass()), ['renew www.example.com done']);
    assert.notEqual(readFileSync(file, 'utf8'), old);
  });
});

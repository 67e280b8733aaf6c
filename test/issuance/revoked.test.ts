import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { plan } from '../../core/issuance/plan/plan.js';
import { renewalMoment } from '../../core/issuance/plan/renewal-moment.js';
import { removeNamed } from '../../core/issuance/removal/remove-named.js';
import { certificate, day, hour, lineage, now, planInput } from './fixtures.js';
import { createRehearsal } from './rehearsal.js';
import { summary, type World } from './world.js';

const signal = new AbortController().signal;

function keyOf({ configDir }: World): string {
  return readFileSync(join(configDir, 'live', 'www.example.com', 'privkey.pem'), 'utf8');
}

async function revoke(world: World): Promise<void> {
  await world.within(async (services) => {
    const lineage = await services.store.read('www.example.com');
    assert.ok(lineage !== undefined);
    const { openApplication } = await import('../../core/application/open-application.js');
    const { createRedactor } = await import('../../core/http/redact.js');
    const application = await openApplication({ globals: {}, env: world.env, redactor: createRedactor() });
    try {
      await removeNamed(services, { state: application.state, lineage, how: 'revoke', reason: undefined, signal });
    } finally {
      await application.close();
    }
  });
}

describe('a revoked certificate', () => {
  it('is replaced at once, before the CA is asked, and with a new key though keys are kept', async () => {
    await using world = await createRehearsal({ env: { LETSENCRYPT_REUSE_KEY: 'true' } });
    await world.pass();
    const first = keyOf(world);
    await world.pass({ force: new Set(['www.example.com']) });
    assert.equal(keyOf(world), first, 'an ordinary renewal keeps it');
    await revoke(world);
    const { ca } = world;
    assert.deepEqual(
      ca.certificates().map(({ revoked }) => revoked),
      [undefined, 0],
      'the one in force, for no reason that somebody gave',
    );
    const [status] = await world.status();
    assert.deepEqual([status?.state, status?.next.action, status?.next.why], ['revoked', 'renew', 'it is revoked']);
    assert.deepEqual(summary(await world.pass()), ['renew www.example.com done']);
    assert.notEqual(keyOf(world), first);
    assert.equal((await world.status())[0]?.state, 'ok');
    assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
  });

  it('that the CA tells of by a window in the past has a new key as well', async () => {
    await using world = await createRehearsal({ env: { LETSENCRYPT_REUSE_KEY: 'true' } });
    await world.pass();
    await world.pass();
    const first = keyOf(world);
    const serial = world.ca.certificates()[0]?.serial ?? '';
    world.ca.setRenewalWindow(serial, {
      start: new Date(world.clock.now() - day),
      end: new Date(world.clock.now() - hour),
    });
    world.clock.advance(6 * hour + 1);
    const { actions } = await world.pass();
    assert.match(actions[0]?.reason ?? '', /the CA wants it replaced at once/);
    assert.notEqual(keyOf(world), first);
  });

  it('is not revoked once more when it has expired', async () => {
    await using world = await createRehearsal();
    await world.pass();
    world.clock.advance(100 * day);
    await revoke(world);
    assert.equal(world.ca.stats.requests.revokeCert, 0);
  });
});

describe('a CA that always wants renewals at once', () => {
  const validity = { notBefore: new Date(now), notAfter: new Date(now + 90 * day), fingerprint: 'AB' };
  const past = {
    fingerprint: 'ab',
    windowStart: now - 2 * day,
    windowEnd: now - day,
    renewAt: now + hour,
    askAgainAt: 0,
  };

  it('is heeded ever more rarely, until the time of the policy', () => {
    const pauses = [0, 1, 2, 3, 4, 5, 50].map((count) => {
      const early = count === 0 ? undefined : { count, at: now };
      return renewalMoment(validity, { renewal: past, ...(early !== undefined && { early }) }).at - now;
    });
    assert.deepEqual(pauses, [hour, day, 2 * day, 4 * day, 7 * day, 7 * day, 7 * day]);
    const short = { ...validity, notAfter: new Date(now + 6 * day) };
    assert.equal(renewalMoment(short, { renewal: past, early: { count: 9, at: now } }).at, now + 3 * day);
  });

  it('gets few orders', async () => {
    await using world = await createRehearsal();
    await world.pass();
    const before = world.ca.stats.requests.newOrder;
    for (let pass = 0; pass < 20; pass += 1) {
      const { serial = '' } = world.ca.certificates().at(-1) ?? {};
      const at = world.clock.now();
      world.ca.setRenewalWindow(serial, { start: new Date(at - 9 * day), end: new Date(at - 8 * day) });
      world.clock.advance(12 * hour);
      await world.pass();
    }
    const orders = world.ca.stats.requests.newOrder - before;
    assert.ok(orders >= 2 && orders <= 5, `${orders} orders in ten days`);
  });

  it('does not hold up a certificate that is due, nor one of another fingerprint', () => {
    const there = lineage('a.example.com', { ageDays: 61 });
    const memory = new Map([['a.example.com', { early: { count: 5, at: now } }]]);
    assert.equal(plan(planInput([certificate('a.example.com')], [there], { memory }))[0]?.kind, 'renew');
  });
});

describe('an order in hand', () => {
  it('is not taken up where its key is not the one that is wanted by now', async () => {
    await using world = await createRehearsal({ env: { LETSENCRYPT_KEY_TYPE: 'ecdsa' } });
    world.provider.fault = () => ({ status: 422 });
    await world.pass();
    const { newOrder } = world.ca.stats.requests;
    world.provider.fault = undefined;
    world.env.LETSENCRYPT_KEY_TYPE = 'rsa';
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.equal(world.ca.stats.requests.newOrder, newOrder + 1);
    assert.equal((await world.status())[0]?.keyType, 'rsa2048');
  });

  it('is taken up where nothing has changed', async () => {
    await using world = await createRehearsal();
    world.provider.fault = () => ({ status: 422 });
    await world.pass();
    const { newOrder } = world.ca.stats.requests;
    world.provider.fault = undefined;
    assert.deepEqual(summary(await world.pass({ force: new Set(['www.example.com']) })), [
      'create www.example.com done',
    ]);
    assert.equal(world.ca.stats.requests.newOrder, newOrder);
  });
});

it('a lineage goes on with a key of 3072 bits where its own file asks for one, and says so there', async () => {
  await using world = await createRehearsal();
  await world.pass();
  const conf = join(world.configDir, 'renewal', 'www.example.com.conf');
  const text = readFileSync(conf, 'utf8');
  writeFileSync(conf, text.replace('key_type = ecdsa\n', 'key_type = rsa\nrsa_key_size = 3072\n'));
  assert.deepEqual(summary(await world.pass({ force: new Set(['www.example.com']) })), ['renew www.example.com done']);
  assert.equal((await world.status())[0]?.keyType, 'rsa3072');
  assert.match(readFileSync(conf, 'utf8'), /key_type = rsa\n.*rsa_key_size = 3072/s);
  rmSync(conf, { force: true });
});

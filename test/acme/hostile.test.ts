import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createNonces } from '../../core/acme/nonces.js';
import { poll } from '../../core/acme/poll.js';
import type { AcmeOptions } from '../../core/acme/server.js';
import { notAsked } from '../../core/acme/silence.js';
import { isOfSite } from '../../core/acme/site.js';
import { isFailure } from '../../core/sdk/failure.js';
import { type Logger, silentLogger } from '../../core/sdk/logger.js';
import { certificateId } from '../../core/x509/certificate-id.js';
import { openSession } from './acme-session.js';
import { rfc9773Certificate } from './certificate-fixture.js';
import { type FakeCaOptions, fakeClock, hang, reply, startFakeCa } from './fake-ca.js';

const domains = ['example.com'];
const running: { close(): Promise<void> }[] = [];

async function scene(options: FakeCaOptions & Partial<AcmeOptions> = {}) {
  const ca = await startFakeCa(options);
  const clock = fakeClock();
  const session = await openSession(ca.directoryUrl, { clock, ...options });
  running.push(session, ca);
  return { ca, account: await session.register(), session, clock, base: new URL(ca.directoryUrl).origin };
}

const refused = (message: RegExp) => (error: unknown) => isFailure(error, 'RESPONSE') && message.test(error.message);

after(async () => {
  for (const thing of running.splice(0).reverse()) await thing.close();
});

describe('URLs that a CA names', () => {
  const table: readonly [string, string, boolean][] = [
    ['https://acme-v02.api.letsencrypt.org/directory', 'https://acme-v02.api.letsencrypt.org/acme/order/1', true],
    ['https://acme.ca.example/directory', 'https://orders.ca.example/1', true],
    ['https://acme.ca.example/directory', 'https://ca.example/1', true],
    ['https://acme.ca.example/directory', 'https://acme.ca.example:8443/1', false],
    ['https://acme.ca.example/directory', 'http://acme.ca.example/1', false],
    ['https://acme.ca.example/directory', 'https://acme.other.example/1', false],
    ['https://acme.ca.example/directory', 'https://169.254.169.254/latest', false],
    ['https://acme.ca.example/directory', 'https://user@acme.ca.example/1', false],
    ['https://acme.ca.example/directory', 'file:///etc/passwd', false],
    ['https://acme.ca.example/directory', 'nonsense', false],
    ['https://me.github.io/directory', 'https://you.github.io/1', false],
    ['https://10.0.0.1:9000/dir', 'https://10.0.0.1:9000/order', true],
    ['https://10.0.0.1:9000/dir', 'https://10.0.0.1:22/order', false],
    ['https://10.0.0.1/dir', 'https://10.0.0.2/order', false],
    ['https://localhost:14000/dir', 'https://localhost:14000/order', true],
    ['https://localhost:14000/dir', 'https://localhost:15000/order', false],
  ];
  for (const [directory, url, expected] of table) {
    it(`${url} of ${directory}`, () => assert.equal(isOfSite(url, directory), expected));
  }

  it('are not asked where they are of another server', async () => {
    const { ca, account } = await scene();
    const victim = await startFakeCa();
    running.push(victim);
    const elsewhere = `${new URL(victim.directoryUrl).origin}/order`;
    const before = ca.received.length;
    await assert.rejects(account.order(elsewhere), refused(/names a URL of another server, which is not asked/));
    assert.equal(victim.received.length, 0);
    assert.equal(ca.received.length, before, 'nor is a nonce spent on it');
  });
});

describe('an order', () => {
  const order = { status: 'pending', finalize: 'finalize', authorizations: [] as string[] };
  const headers = (base: string) => ({ location: `${base}/order` });
  const identifiers = [{ type: 'dns', value: 'example.com' }];

  it('that was made is taken, whichever status says so', async () => {
    const { ca, account, base } = await scene();
    ca.fail('/new-order', reply(200, { ...order, identifiers }, headers(base)));
    assert.equal((await account.newOrder({ domains })).url, `${base}/order`);
  });

  it('that is asked for elsewhere is a failure', async () => {
    const { ca, account } = await scene();
    ca.fail('/new-order', reply(302, '', { location: 'https://elsewhere.example/' }));
    await assert.rejects(account.newOrder({ domains }), refused(/HTTP status 302, which no ACME client follows/));
  });

  it('is made with another nonce where a rejection brings none that could be one', async () => {
    const { ca, account, base } = await scene();
    const bad = { type: 'urn:ietf:params:acme:error:badNonce' };
    ca.fail('/new-order', reply(400, bad, { 'replay-nonce': ' ' }));
    ca.fail('/new-order', reply(400, bad, { 'replay-nonce': 'two, nonces' }));
    assert.equal((await account.newOrder({ domains })).url, `${base}/order`);
  });

  it('whose certificate has no URL at all is a failure that shows what was there', async () => {
    const { ca, account } = await scene();
    ca.order.status = 'valid';
    const issued = { ...order, identifiers, status: 'valid', certificate: 'no?url' };
    ca.fail('/order', reply(200, issued));
    const found = await account.order(`${new URL(ca.directoryUrl).origin}/order`);
    await assert.rejects(account.certificate(found), refused(/a URL of another server, which is not asked: no$/));
  });

  it('for other names than those that were asked for is refused', async () => {
    const { ca, account, base } = await scene();
    for (const [values, message] of [
      [['bank.example.com'], /an order for bank\.example\.com, which was not asked for/],
      [['example.com', 'bank.example.com'], /bank\.example\.com/],
      [[], /for fewer names/],
    ] as const) {
      const identifiers = values.map((value) => ({ type: 'dns', value }));
      ca.fail('/new-order', reply(201, { ...order, identifiers }, headers(base)));
      await assert.rejects(account.newOrder({ domains }), refused(message));
    }
  });

  it('with a proof for another name gets no record', async () => {
    const { ca, account } = await scene();
    const made = await account.newOrder({ domains });
    const challenge = { type: 'dns-01', url: 'https://x.example', status: 'pending', token: 't' };
    for (const [value, wildcard] of [
      ['bank.example.com', false],
      ['example.com', true],
    ] as const) {
      const body = { identifier: { type: 'dns', value }, wildcard, status: 'pending', challenges: [challenge] };
      ca.fail('/authorization', reply(200, body, { 'content-type': 'application/json' }));
      await assert.rejects(
        account.authorizations(made),
        refused(/wants a proof for .*example\.com, which was not ordered/),
      );
    }
  });

  it('with thousands of proofs is not read', async () => {
    const { ca, account, base } = await scene();
    const made = await account.newOrder({ domains });
    const urls = Array.from({ length: 5000 }, (_, index) => `${base}/authorization/${index}`);
    await assert.rejects(
      account.authorizations({ ...made, authorizationUrls: urls }),
      refused(/5000 authorizations for 1 names/),
    );
    assert.equal(
      ca.received.some(({ path }) => path.startsWith('/authorization')),
      false,
    );
    const twice = await account.authorizations({ ...made, authorizationUrls: Array(9).fill(`${base}/authorization`) });
    assert.equal(twice.length, 1, 'one that is named twice is one');
  });
});

describe('a CA that hangs', () => {
  it('is not asked any more after a few requests, and that is said once', async () => {
    const said: string[] = [];
    const log: Logger = {
      ...silentLogger,
      warn: (_fields: unknown, text?: unknown) => void said.push(String(text)),
    } as Logger;
    const { ca, account, session, base } = await scene({ timeoutMs: 250, log });
    ca.fail('/order', hang, hang, hang, hang, hang, hang);
    await assert.rejects(account.order(`${base}/order`), (error) => isFailure(error, 'TIMEOUT'));
    assert.equal(session.acme.isSilent(), false);
    await assert.rejects(account.order(`${base}/order`), (error) => isFailure(error, 'TIMEOUT'));
    assert.equal(session.acme.isSilent(), true);
    const asked = ca.received.length;
    for (let count = 0; count < 20; count += 1) {
      await assert.rejects(
        account.newOrder({ domains }),
        (error) => isFailure(error) && error.message === notAsked(ca.directoryUrl).message,
      );
    }
    assert.equal(ca.received.length, asked);
    assert.deepEqual(said, ['the CA does not answer: it is not asked any more in this pass']);
  });

  it('is asked for certificates on where its renewal information alone hangs', async () => {
    const { ca, account, session } = await scene({ timeoutMs: 250, ari: true });
    const path = `/renewal-info/${certificateId(rfc9773Certificate)}`;
    ca.fail(path, hang, hang, hang, hang, hang, hang);
    for (let count = 0; count < 4; count += 1) await assert.rejects(session.acme.renewalInfo(rfc9773Certificate));
    assert.equal(ca.count(path), 3);
    assert.equal(session.acme.isSilent(), false);
    assert.equal((await account.newOrder({ domains })).status, 'ready');
  });

  it('is asked on where it answers in between', async () => {
    const { ca, account, session, base } = await scene({ timeoutMs: 250 });
    for (let count = 0; count < 4; count += 1) {
      ca.fail('/order', hang);
      await account.order(`${base}/order`);
    }
    assert.equal(session.acme.isSilent(), false);
  });
});

it('a CA that rejects every nonce is given up, with growing pauses', async () => {
  const { ca, account, clock } = await scene();
  const before = ca.received.length;
  const rejection = reply(400, { type: 'urn:ietf:params:acme:error:badNonce' }, { 'replay-nonce': 'n' });
  ca.fail('/new-order', ...Array.from({ length: 2000 }, () => rejection));
  await assert.rejects(
    account.newOrder({ domains }),
    (error) => isFailure(error, 'ACME') && /rejected 150 nonces/.test(error.message),
  );
  assert.ok(ca.received.length - before <= 152);
  assert.ok(clock.pauses.length > 100 && Math.max(...clock.pauses) >= 250);
});

it('no poll sleeps past its deadline', async () => {
  const clock = fakeClock();
  const started = clock.now();
  await assert.rejects(
    poll({
      read: async () => 'pending',
      isDone: () => false,
      retryAfterMs: () => 7000,
      initial: 'pending',
      firstPoll: { delayMs: () => 100, learn: () => {} },
      clock,
      signal: new AbortController().signal,
      timeoutMs: 10_000,
      what: 'it',
      place: 'here',
    }),
    (error) => isFailure(error, 'TIMEOUT'),
  );
  assert.deepEqual(clock.pauses, [7000, 3000]);
  assert.equal(clock.now() - started, 10_000);
});

it('no more than 64 nonces are kept', async () => {
  let fetched = 0;
  const nonces = createNonces(async () => `n${++fetched}`);
  const signal = new AbortController().signal;
  const many = await Promise.all(Array.from({ length: 200 }, () => nonces.take(signal)));
  const before = fetched;
  for (const [index] of many.entries()) nonces.give(`kept ${index}`);
  const again = await Promise.all(Array.from({ length: 200 }, () => nonces.take(signal)));
  assert.equal(again.filter((nonce) => nonce.startsWith('kept')).length, 64);
  assert.ok(fetched > before);
});

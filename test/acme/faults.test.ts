import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'node:test';
import type { AcmeAccount } from '../../core/acme/account.js';
import { createCsr } from '../../core/acme/csr.js';
import { generatePrivateKey } from '../../core/acme/keys.js';
import type { AcmeOptions } from '../../core/acme/server.js';
import { withSignal } from '../../core/sdk/ambient-signal.js';
import { type Failure, type FailureCode, isFailure } from '../../core/sdk/failure.js';
import { openSession, type Session } from './acme-session.js';
import { certificatePem } from './certificate-fixture.js';
import {
  cutOff,
  type FakeCa,
  type FakeCaOptions,
  type Fault,
  fakeClock,
  hang,
  reply,
  resetAfter,
  resetBefore,
  startFakeCa,
  usual,
} from './fake-ca.js';

const domains = ['example.com'];
const type = 'urn:ietf:params:acme:error:';
const csr = await createCsr(domains, await generatePrivateKey('ecdsa'));
const running: { close(): Promise<void> }[] = [];

interface Scene {
  readonly ca: FakeCa;
  readonly account: AcmeAccount;
  readonly session: Session;
  readonly pauses: readonly number[];
}

async function scene(options: FakeCaOptions & Partial<AcmeOptions> = {}): Promise<Scene> {
  const ca = await startFakeCa(options);
  const clock = fakeClock();
  const session = await openSession(ca.directoryUrl, { clock, ...options });
  const account = await session.register();
  running.push(session, ca);
  return { ca, account, session, pauses: clock.pauses };
}

function fails(code: FailureCode, check: (failure: Failure) => void = () => {}) {
  return (error: unknown) => {
    assert.ok(isFailure(error, code), String(error));
    check(error);
    return true;
  };
}

describe('an ACME server in trouble', () => {
  afterEach(async () => {
    // The server first, so that requests that hang end at once.
    for (const thing of running.splice(0).reverse()) await thing.close();
  });
  after(() => assert.equal(running.length, 0));

  it('waits as a short Retry-After asks, also to create an order', async () => {
    const { ca, account, pauses } = await scene();
    ca.fail('/new-order', reply(503, {}, { 'retry-after': '2' }), reply(429, {}, { 'retry-after': '3' }));
    await account.newOrder({ domains });
    assert.deepEqual(pauses, [2000, 3000]);
    assert.equal(ca.order.made, 1);
  });

  it('leaves a long Retry-After to the scheduler, with all that the CA says', async () => {
    const { ca, account, pauses } = await scene();
    const detail = 'too many certificates already issued, see https://ca.example/limits';
    ca.fail('/new-order', reply(429, { type: `${type}rateLimited`, detail }, { 'retry-after': '3600' }));
    const limited = fails('RATE_LIMITED', (failure) => {
      assert.equal(failure.retryAfterMs, 3_600_000);
      assert.equal(failure.serviceCode, `${type}rateLimited`);
      assert.match(failure.message, /https:\/\/ca\.example\/limits/);
      assert.equal(failure.place, `${new URL(ca.directoryUrl).origin}/new-order`);
    });
    await assert.rejects(account.newOrder({ domains }), limited);
    assert.deepEqual(pauses, []);
    const paused = 'Your account is paused. Please visit: https://portal.example/sfe/v1/unpause?jwt=abc';
    ca.fail('/new-order', reply(429, { type: `${type}rateLimited`, detail: paused }));
    const stopped = fails('RATE_LIMITED', (failure) => {
      assert.match(failure.message, /unpause\?jwt=abc/);
      assert.equal(failure.retryable, false);
      assert.match(failure.hint ?? '', /open that link/);
    });
    await assert.rejects(account.newOrder({ domains }), stopped);
  });

  it('repeats what may be repeated, and never makes a second order', async () => {
    const { ca, account } = await scene();
    const order = await account.newOrder({ domains });
    ca.fail('/order', reply(500, ''), resetBefore, cutOff);
    assert.equal((await account.order(order.url)).status, 'ready');
    // The answer that was cut off had spent the nonce, so the third repetition was signed anew.
    assert.equal(ca.count('/order'), 5);
    const spendNonce: Fault = (response, work) => {
      work();
      reply(500, '')(response, work);
    };
    ca.fail('/order', ...Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? spendNonce : usual)));
    await assert.rejects(account.order(order.url), fails('SERVER'));
    assert.equal(ca.count('/order'), 12);
    ca.fail('/new-order', reply(500, { type: `${type}serverInternal`, detail: 'oh' }));
    await assert.rejects(account.newOrder({ domains }), fails('SERVER'));
    assert.equal(ca.count('/new-order'), 2);
  });

  it('sends an order again, byte for byte, where the connection broke before', async () => {
    const { ca, account } = await scene();
    ca.fail('/new-order', resetBefore, resetBefore);
    await account.newOrder({ domains });
    assert.equal(ca.order.made, 1);
  });

  it('finds out that an order was made where the connection broke after', async () => {
    const { ca, account } = await scene();
    ca.fail('/new-order', resetAfter);
    await assert.rejects(account.newOrder({ domains }), fails('NETWORK'));
    assert.equal(ca.order.made, 1);
  });

  it('fetches an order whose description was cut off', async () => {
    const { ca, account } = await scene();
    ca.fail('/new-order', cutOff);
    assert.equal((await account.newOrder({ domains })).status, 'ready');
    assert.equal(ca.order.made, 1);
  });

  it('looks what became of a finalization whose answer was lost', async () => {
    const { ca, account } = await scene();
    const order = await account.newOrder({ domains });
    ca.fail('/finalize', resetAfter);
    assert.equal((await account.finalize(order, csr)).status, 'valid');
    assert.equal(ca.order.finalized, 1);
    ca.order.status = 'ready';
    ca.fail('/finalize', reply(502, ''));
    assert.equal((await account.finalize(order, csr)).status, 'valid');
    assert.equal(ca.order.finalized, 2);
  });

  it('follows Retry-After while an order is processed, and gives up in the end', async () => {
    const { ca, account, pauses } = await scene();
    const ready = await account.newOrder({ domains });
    ca.order.status = 'processing';
    const processing = { ...ready, status: 'processing' as const, retryAfterMs: 7000 };
    await assert.rejects(account.waitIssued(processing, { timeoutMs: 60_000 }), fails('TIMEOUT'));
    assert.equal(pauses[0], 7000);
    assert.ok(Math.max(...pauses.slice(1)) <= 5000);
    assert.ok((pauses[1] ?? 0) <= 250, 'polls start fast');
  });

  it('gives the time limit of a request to a server that hangs', async () => {
    const { ca, account } = await scene({ timeoutMs: 250 });
    ca.fail('/order', hang, hang);
    const slow = fails('TIMEOUT', ({ place }) => assert.match(place ?? '', /\/order$/));
    await assert.rejects(account.order(ca.directoryUrl.replace('directory', 'order')), slow);
    assert.equal(ca.count('/order'), 2);
  });

  it('downloads again where a certificate came damaged', async () => {
    const { ca, account } = await scene({ pem: certificatePem });
    ca.order.status = 'valid';
    const order = await account.newOrder({ domains });
    const pem = { 'content-type': 'application/pem-certificate-chain' };
    ca.fail('/certificate', reply(500, ''), reply(200, certificatePem.slice(0, 300), pem));
    const { cert, fullchain, chain } = await account.certificate(order);
    assert.deepEqual([cert, fullchain, chain], [certificatePem, certificatePem, '']);
  });

  it('says so where nothing listens, and where it is no ACME server', async () => {
    const ca = await startFakeCa();
    const clock = fakeClock();
    ca.fail('/directory', reply(200, '<html>', { 'content-type': 'text/html' }), reply(200, {}));
    await assert.rejects(openSession(ca.directoryUrl, { clock }), fails('RESPONSE'));
    await assert.rejects(openSession(ca.directoryUrl, { clock }), fails('RESPONSE'));
    await ca.close();
    await assert.rejects(openSession(ca.directoryUrl, { clock }), fails('NETWORK'));
    assert.equal(clock.pauses.length, 3);
  });

  it('stops where every nonce is rejected and the work is stopped', async () => {
    const { ca, account } = await scene();
    const stop = new AbortController();
    const rejected = Array.from({ length: 30 }, () => reply(400, { type: `${type}badNonce` }, { 'replay-nonce': 'n' }));
    ca.fail('/new-order', ...rejected, (response) => {
      stop.abort();
      response.socket?.destroy();
    });
    await assert.rejects(
      withSignal(stop.signal, () => account.newOrder({ domains })),
      fails('ABORTED'),
    );
    assert.equal(ca.count('/new-order'), 31);
  });
});

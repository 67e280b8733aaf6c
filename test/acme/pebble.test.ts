import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { exportAccountKey, importAccountKey } from '../../core/acme/account-key.js';
import { isForgottenAccount, isOrderGone } from '../../core/acme/failure-kinds.js';
import { withSignal } from '../../core/sdk/ambient-signal.js';
import { isFailure } from '../../core/sdk/failure.js';
import { missing } from '../lab/binaries.js';
import { newRsaKey } from '../lab/new-key.js';
import { type Pebble, startPebble } from '../lab/pebble.js';
import { newAccountKey, obtain, openSession, type Session } from './acme-session.js';
import { fakeClock } from './fake-ca.js';

/** Nothing listens there: whatever is validated for real is refused. */
const noDnsServer = '127.0.0.1:9';

describe('against Pebble', { skip: missing('pebble', 'openssl') }, () => {
  let pebble: Pebble;
  let session: Session;

  before(async () => {
    pebble = await startPebble({
      dnsServer: noDnsServer,
      env: { PEBBLE_VA_ALWAYS_VALID: '1', PEBBLE_ALTERNATE_ROOTS: '2', PEBBLE_CHAIN_LENGTH: '2' },
      domainBlocklist: ['blocked.example'],
    });
  });
  after(() => pebble?.stop());

  async function open(): Promise<Session> {
    session = await openSession(pebble.directoryUrl, { caBundle: pebble.caBundle });
    return session;
  }

  it('issues for a wildcard and its parent with the fewest requests', async () => {
    const { register, requests, count, close } = await open();
    const account = await register();
    const first = await obtain(account, ['example.com', '*.example.com']);
    const { subjectAltName } = new X509Certificate(first.cert);
    assert.deepEqual(subjectAltName?.split(', ').sort(), ['DNS:*.example.com', 'DNS:example.com']);
    assert.ok(new X509Certificate(first.cert).checkPrivateKey(createPrivateKey(first.key)));
    assert.equal(count('newNonce'), 1);
    for (let round = 0; round < 4; round += 1)
      await obtain(account, [`n${round}.example.com`, `m${round}.example.com`]);
    requests.length = 0;
    await obtain(account, ['a.example.com', 'b.example.com']);
    assert.equal(count('order') <= 4, true, requests.join(' '));
    assert.equal(requests.filter((resource) => resource !== 'order').length, 2 * 2 + 3, requests.join(' '));
    await close();
  });

  it('shares few nonces among concurrent certificates', async () => {
    const { register, count, close } = await open();
    const account = await register();
    const names = Array.from({ length: 8 }, (_, index) => `c${index}.example.com`);
    const chains = await Promise.all(names.map((name) => obtain(account, [name])));
    assert.equal(new Set(chains.map(({ cert }) => cert)).size, 8);
    assert.ok(count('newNonce') <= 8, String(count('newNonce')));
    await close();
  });

  it('selects the chain of the preferred issuer, and the default where there is none', async () => {
    const { register, count, close } = await open();
    const account = await register();
    const alternate = new X509Certificate(await pebble.root(1));
    const issuer = alternate.subject.replace(/^.*CN=/s, '');
    const wanted = await obtain(account, ['preferred.example.com'], issuer);
    assert.equal(wanted.preferred, true);
    const top = wanted.chain.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g)?.at(-1) ?? '';
    assert.ok(new X509Certificate(top).verify(alternate.publicKey));
    assert.equal(count('certificate'), 3);
    const other = await obtain(account, ['other.example.com'], 'Nobody');
    assert.equal(other.preferred, false);
    const topOfDefault = other.chain.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g)?.at(-1) ?? '';
    assert.ok(new X509Certificate(topOfDefault).verify(new X509Certificate(await pebble.root(0)).publicKey));
    await close();
  });

  it('revokes by account and by certificate key, also twice', async () => {
    const { register, close } = await open();
    const account = await register();
    const one = await obtain(account, ['r1.example.com']);
    await account.revoke({ certificatePem: one.cert, reason: 'superseded' });
    await account.revoke({ certificatePem: one.cert });
    assert.equal((await pebble.certificateStatus(new X509Certificate(one.cert).serialNumber)).Status, 'Revoked');
    const two = await obtain(account, ['r2.example.com']);
    const stranger = await register();
    await stranger.revoke({ certificatePem: two.cert, certificateKey: createPrivateKey(two.key) });
    assert.equal((await pebble.certificateStatus(new X509Certificate(two.cert).serialNumber)).Status, 'Revoked');
    await close();
  });

  it('finds accounts by key, keeps RSA keys of certbot, updates contacts', async () => {
    const { acme, close } = await open();
    const jwk = exportAccountKey(newRsaKey());
    const accountKey = importAccountKey(JSON.parse(JSON.stringify(jwk)));
    assert.equal(await acme.findAccount(accountKey), undefined);
    const { accountUrl, body } = await acme.register({ accountKey, email: 'noreply@example.com' });
    assert.equal(body.contact ?? null, null);
    assert.equal((await acme.findAccount(accountKey))?.accountUrl, accountUrl);
    const account = acme.account({ accountKey, accountUrl });
    await account.updateContact('someone@example.com');
    assert.deepEqual((await acme.findAccount(accountKey))?.body.contact, ['mailto:someone@example.com']);
    await obtain(account, ['rsa.example.com']);
    await close();
  });

  it('tells a forgotten account, a refused name, an unknown profile and a lost order', async () => {
    const { acme, register, close } = await open();
    const accountUrl = pebble.directoryUrl.replace('/dir', '/my-account/123456');
    const forgotten = acme.account({ accountKey: newAccountKey(), accountUrl });
    await assert.rejects(forgotten.newOrder({ domains: ['example.com'] }), isForgottenAccount);
    const account = await register();
    await assert.rejects(account.newOrder({ domains: ['www.blocked.example'] }), (error: unknown) => {
      assert.ok(isFailure(error, 'ACME'));
      assert.match(error.message, /www\.blocked\.example/);
      assert.equal(error.serviceCode, 'urn:ietf:params:acme:error:rejectedIdentifier');
      assert.equal(error.retryable, false);
      return true;
    });
    const profile = account.newOrder({ domains: ['example.com'], profile: 'nonsense' });
    await assert.rejects(profile, (error: unknown) => isFailure(error, 'CONFIG') && /profile/i.test(error.hint ?? ''));
    await assert.rejects(account.order(accountUrl.replace('my-account', 'my-order')), isOrderGone);
    await close();
  });

  it('gives up pending authorizations, after which the order is gone', async () => {
    const { register, close } = await open();
    const account = await register();
    const order = await account.newOrder({ domains: ['given-up.example.com'] });
    const [authorization] = await account.authorizations(order);
    assert.ok(authorization);
    assert.equal(authorization.recordName, '_acme-challenge.given-up.example.com');
    assert.match(authorization.recordValue ?? '', /^[\w-]{43}$/);
    await account.deactivate(authorization);
    const [now] = await account.authorizations(order);
    assert.equal(now?.status, 'deactivated');
    await close();
  });

  it('waits for one authorization alone', async () => {
    const { register, close } = await open();
    const account = await register();
    const [pending] = await account.authorizations(await account.newOrder({ domains: ['*.alone.example.com'] }));
    assert.ok(pending?.wildcard);
    await account.answer(pending);
    const valid = await account.waitValid(pending);
    assert.equal(valid.status, 'valid');
    await account.answer(valid);
    await account.deactivate(valid);
    const gone = account.waitValid({ ...pending, status: 'deactivated' });
    await assert.rejects(gone, (error: unknown) => isFailure(error, 'VALIDATION') && isOrderGone(error));
    await close();
  });

  it('says what to do about a server with an unknown root', async () => {
    await assert.rejects(openSession(pebble.directoryUrl, { clock: fakeClock() }), (error: unknown) => {
      assert.ok(isFailure(error, 'NETWORK'));
      assert.match(error.hint ?? '', /LETSENCRYPT_CA_BUNDLE/);
      return true;
    });
  });

  it('stops with the ambient signal', async () => {
    const { register, close } = await open();
    const account = await register();
    const order = await account.newOrder({ domains: ['stopped.example.com'] });
    const stop = new AbortController();
    const waiting = withSignal(stop.signal, () => account.waitReady(order));
    stop.abort();
    await assert.rejects(waiting, (error: unknown) => isFailure(error, 'ABORTED'));
    await close();
  });
});

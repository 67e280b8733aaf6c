import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { certificateId } from '../../core/x509/certificate-id.js';
import { openSession } from './acme-session.js';
import { certificatePem, rfc9773Certificate } from './certificate-fixture.js';
import { type FakeCa, type FakeCaOptions, fakeClock, reply, startFakeCa } from './fake-ca.js';

const type = 'urn:ietf:params:acme:error:';
const domains = ['example.com'];

async function withCa(
  options: FakeCaOptions,
  work: (ca: FakeCa, session: Awaited<ReturnType<typeof openSession>>) => Promise<void>,
) {
  const ca = await startFakeCa(options);
  const session = await openSession(ca.directoryUrl, { clock: fakeClock() });
  await work(ca, session);
  await session.close();
  await ca.close();
}

describe('renewal', () => {
  it('identifies a certificate as RFC 9773 does', () => {
    assert.equal(certificateId(rfc9773Certificate), 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE');
    assert.throws(
      () => certificateId('nonsense'),
      (error: unknown) => isFailure(error, 'LINEAGE'),
    );
  });

  it('asks for the window, and bounds when to ask again', async () => {
    await withCa({ ari: true }, async (ca, { acme }) => {
      const path = '/renewal-info/aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';
      const suggestedWindow = { start: '2026-01-02T04:00:00Z', end: '2026-01-03T04:00:00Z' };
      const body = { suggestedWindow, explanationURL: 'https://ca.example/why' };
      const json = { 'content-type': 'application/json' };
      ca.fail(
        path,
        reply(200, body, { ...json, 'retry-after': '21600' }),
        reply(200, body, { ...json, 'retry-after': '1' }),
      );
      const info = await acme.renewalInfo(rfc9773Certificate);
      assert.deepEqual(info, {
        window: { start: new Date(suggestedWindow.start), end: new Date(suggestedWindow.end) },
        explanationUrl: 'https://ca.example/why',
        retryAfterMs: 21_600_000,
      });
      assert.equal((await acme.renewalInfo(rfc9773Certificate))?.retryAfterMs, 60_000);
      const backwards = { suggestedWindow: { start: suggestedWindow.end, end: suggestedWindow.start } };
      ca.fail(path, reply(200, backwards, json));
      await assert.rejects(acme.renewalInfo(rfc9773Certificate), (error: unknown) => isFailure(error, 'RESPONSE'));
    });
  });

  it('has no window where the CA has no ARI, and sends no replaces', async () => {
    await withCa({}, async (ca, { acme, register }) => {
      assert.equal(acme.supportsAri, false);
      assert.equal(await acme.renewalInfo(certificatePem), undefined);
      await (await register()).newOrder({ domains, replaces: 'a.b' });
      assert.equal(ca.received.at(-1)?.payload?.replaces, undefined);
    });
  });

  it('orders once more without replaces where the CA refuses it', async () => {
    await withCa({ ari: true }, async (ca, { register }) => {
      const account = await register();
      ca.fail('/new-order', reply(409, { type: `${type}alreadyReplaced`, detail: 'replaced' }));
      await account.newOrder({ domains, replaces: 'a.b' });
      const orders = ca.received.filter(({ path }) => path === '/new-order');
      assert.deepEqual(
        orders.map(({ payload }) => payload?.replaces),
        ['a.b', undefined],
      );
    });
  });

  it('refuses an unknown profile with the list of the known, and sends a known one', async () => {
    await withCa({ meta: { profiles: { classic: 'x', shortlived: 'y' } } }, async (ca, { acme, register }) => {
      assert.deepEqual(Object.keys(acme.profiles), ['classic', 'shortlived']);
      const account = await register();
      const refused = account.newOrder({ domains, profile: 'short' });
      await assert.rejects(
        refused,
        (error: unknown) => isFailure(error, 'CONFIG') && /classic, shortlived/.test(error.hint ?? ''),
      );
      await account.newOrder({ domains, profile: 'shortlived' });
      assert.equal(ca.received.at(-1)?.payload?.profile, 'shortlived');
      assert.equal(ca.count('/new-order'), 1);
    });
  });

  it('names each refused name, and the CAA record to add', async () => {
    await withCa({ meta: { caaIdentities: ['ca.example'] } }, async (ca, { register }) => {
      const account = await register();
      const subproblems = [
        { type: `${type}caa`, detail: 'forbidden', identifier: { type: 'dns', value: 'a.example.com' } },
      ];
      ca.fail('/new-order', reply(403, { type: `${type}caa`, detail: 'CAA', subproblems }));
      await assert.rejects(account.newOrder({ domains }), (error: unknown) => {
        assert.ok(isFailure(error, 'VALIDATION'));
        assert.match(error.message, /CAA; a\.example\.com: forbidden/);
        assert.match(error.hint ?? '', /0 issue "ca\.example"/);
        return true;
      });
    });
  });
});

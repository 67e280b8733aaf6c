import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { missing } from '../lab/binaries.js';
import { type PebbleOptions, startPebble } from '../lab/pebble.js';
import { newAccountKey, obtain, openSession, type Session } from './acme-session.js';

async function withPebble(options: Partial<PebbleOptions>, work: (session: Session) => Promise<void>): Promise<void> {
  const pebble = await startPebble({ dnsServer: '127.0.0.1:9', ...options });
  try {
    const session = await openSession(pebble.directoryUrl, { caBundle: pebble.caBundle });
    await work(session);
    await session.close();
  } finally {
    await pebble.stop();
  }
}

describe('against an awkward Pebble', { skip: missing('pebble', 'openssl') }, () => {
  it('issues 20 certificates, 5 at a time, where half of the nonces are rejected', async () => {
    const env = { PEBBLE_VA_ALWAYS_VALID: '1', PEBBLE_WFE_NONCEREJECT: '50' };
    await withPebble({ env }, async ({ register, count }) => {
      const account = await register();
      const names = Array.from({ length: 20 }, (_, index) => `n${index}.example.com`);
      async function work(): Promise<void> {
        for (let name = names.pop(); name !== undefined; name = names.pop()) await obtain(account, [name, `w.${name}`]);
      }
      await Promise.all(Array.from({ length: 5 }, work));
      assert.ok(count('newOrder') > 20);
      assert.ok(count('newNonce') <= 8, String(count('newNonce')));
    });
  });

  it('binds external accounts, and says what to set where that is missing or wrong', async () => {
    const hmacKey = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W';
    const env = { PEBBLE_VA_ALWAYS_VALID: '1', PEBBLE_WFE_NONCEREJECT: '20' };
    await withPebble({ env, externalAccountBinding: { 'kid-1': hmacKey } }, async ({ acme, register }) => {
      assert.equal(acme.externalAccountRequired, true);
      const refused = (error: unknown) => isFailure(error) && /LETSENCRYPT_EAB_KID/.test(error.hint ?? '');
      await assert.rejects(register(), refused);
      const wrong = { kid: 'kid-1', hmacKey: Buffer.from('wrong key of some length').toString('base64url') };
      await assert.rejects(acme.register({ accountKey: newAccountKey(), externalAccountBinding: wrong }), refused);
      const accountKey = newAccountKey();
      const externalAccountBinding = { kid: 'kid-1', hmacKey };
      const { accountUrl } = await acme.register({ accountKey, externalAccountBinding });
      await obtain(acme.account({ accountKey, accountUrl }), ['eab.example.com']);
    });
  });

  it('asks for no proof where the CA reuses the last one', async () => {
    const env = { PEBBLE_VA_ALWAYS_VALID: '1', PEBBLE_AUTHZREUSE: '100' };
    await withPebble({ env }, async ({ register, count }) => {
      const account = await register();
      await obtain(account, ['reuse.example.com']);
      const before = count('challenge');
      await obtain(account, ['reuse.example.com']);
      assert.equal(count('challenge'), before);
    });
  });

  it('waits for slow validations', async () => {
    const env = { PEBBLE_VA_ALWAYS_VALID: '1', PEBBLE_VA_SLEEPTIME: '2' };
    await withPebble({ env }, async ({ register }) => {
      const account = await register();
      await Promise.all(['s1', 's2', 's3'].map((name) => obtain(account, [`${name}.example.com`])));
    });
  });

  it('tells for which names validation failed, and why', async () => {
    await withPebble({}, async ({ register }) => {
      const account = await register();
      await assert.rejects(obtain(account, ['v.example.com', '*.v.example.com']), (error: unknown) => {
        assert.ok(isFailure(error, 'VALIDATION'));
        assert.match(error.message, /^the CA could not validate (\*\.)?v\.example\.com: /);
        assert.match(error.serviceCode ?? '', /^urn:ietf:params:acme:error:/);
        assert.ok(error.hint);
        return true;
      });
    });
  });
});

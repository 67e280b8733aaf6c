import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { missing, verifyChain } from '../lab/index.js';
import { createPowerDnsInstallation, type InstallationOptions } from './installation.js';

type PowerDnsInstallation = Awaited<ReturnType<typeof createPowerDnsInstallation>>;

const hmacKey = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W';

describe('a CA that is difficult', { skip: missing('pebble', 'pdns_server', 'sqlite3', 'openssl') }, () => {
  async function withInstallation(
    options: InstallationOptions,
    work: (installation: PowerDnsInstallation) => Promise<void>,
  ): Promise<void> {
    const installation = await createPowerDnsInstallation(options);
    try {
      await work(installation);
    } finally {
      await installation.stop();
    }
  }

  async function syncAll(installation: PowerDnsInstallation): Promise<void> {
    const sync = await installation.hosted(['sync']);
    assert.equal(sync.code, 0, sync.stderr);
    assert.match(sync.stdout, /4 done, 0 unchanged/);
    const fullchain = join(installation.configDir, 'live', 'example.com', 'fullchain.pem');
    await verifyChain({ file: fullchain }, await installation.pebble.root());
  }

  it('refuses every second nonce', () =>
    withInstallation({ pebble: { env: { PEBBLE_WFE_NONCEREJECT: '50' } } }, syncAll));

  it('reuses authorizations: names that are proved already cost no TXT record', () =>
    withInstallation({ pebble: { env: { PEBBLE_AUTHZREUSE: '100' } } }, async (installation) => {
      await syncAll(installation);
      const again = await installation.hosted(['renew', '--force'], {
        env: { LEXICON_POWERDNS_PDNS_SERVER: 'http://127.0.0.1:1' },
      });
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stdout, /4 done/);
    }));

  it('takes its time to validate', () => withInstallation({ pebble: { env: { PEBBLE_VA_SLEEPTIME: '3' } } }, syncAll));

  it('wants an external account', () =>
    withInstallation({ pebble: { externalAccountBinding: { 'kid-1': hmacKey } } }, async (installation) => {
      const without = await installation.hosted(['sync', '--json']);
      assert.equal(without.code, 1);
      assert.match(without.stdout, /Set LETSENCRYPT_EAB_KID and LETSENCRYPT_EAB_HMAC_KEY/);
      // A changed configuration is tried at once, whatever the back-off says.
      const bound = await installation.hosted(['sync'], {
        env: { LETSENCRYPT_EAB_KID: 'kid-1', LETSENCRYPT_EAB_HMAC_KEY: hmacKey },
      });
      assert.equal(bound.code, 0, bound.stderr);
      assert.match(bound.stdout, /4 done/);
    }));

  it('offers several chains, of which one is preferred', () =>
    withInstallation(
      { domains: 'www.example.com', pebble: { env: { PEBBLE_ALTERNATE_ROOTS: '2' } } },
      async (installation) => {
        const wanted = await installation.pebble.root(2);
        const issuer = /^CN=(.+)$/m.exec(new X509Certificate(wanted).subject)?.[1] ?? '';
        const sync = await installation.hosted(['sync'], { env: { LETSENCRYPT_PREFERRED_CHAIN: issuer } });
        assert.equal(sync.code, 0, sync.stderr);
        const fullchain = join(installation.configDir, 'live', 'www.example.com', 'fullchain.pem');
        await verifyChain({ file: fullchain }, wanted);
      },
    ));
});

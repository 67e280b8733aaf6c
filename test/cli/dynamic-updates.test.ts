import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { missing, startBind, startKnot, type UpdatableNameServer, verifyChain } from '../lab/index.js';
import { createInstallation } from './installation.js';

const servers: Readonly<Record<string, { start: () => Promise<UpdatableNameServer>; skip: false | string }>> = {
  BIND: { start: () => startBind({ zones: ['example.com'] }), skip: missing('pebble', 'named', 'openssl') },
  Knot: { start: () => startKnot({ zones: ['example.com'] }), skip: missing('pebble', 'knotd', 'openssl') },
};

for (const [title, { start, skip }] of Object.entries(servers)) {
  describe(`the four example lines, through dynamic updates of ${title}`, { skip }, () => {
    it('become certificates, and no TXT record stays', async () => {
      const server = await start();
      const { algorithm, name, secret } = server.keys.sha256;
      const installation = await createInstallation(server.dnsAddress, {
        env: {
          LEXICON_PROVIDER: 'ddns',
          LEXICON_DDNS_AUTH_TOKEN: `${algorithm}:${name}:${secret}`,
          LEXICON_DDNS_DDNS_SERVER: server.dnsAddress,
        },
      });
      try {
        const sync = await installation.hosted(['sync']);
        assert.equal(sync.code, 0, sync.stderr);
        assert.match(sync.stdout, /4 done, 0 unchanged/);
        const root = await installation.pebble.root();
        for (const lineage of ['smtp.example.com', 'imap.example.com', 'ldap.example.com', 'example.com']) {
          await verifyChain({ file: join(installation.configDir, 'live', lineage, 'fullchain.pem') }, root);
        }
        const records = await server.zoneRecords('example.com');
        assert.deepEqual(
          records.filter(({ type }) => type === 'TXT'),
          [],
        );
        assert.doesNotMatch(sync.stdout + sync.stderr, new RegExp(secret.slice(0, 20).replace(/[+/]/g, '\\$&')));
      } finally {
        await installation.stop();
        await server.stop();
      }
    });
  });
}

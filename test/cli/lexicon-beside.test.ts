import assert from 'node:assert/strict';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startFakePowerDns } from '../faults/fake-powerdns.js';
import { spawnCli, waitFor } from '../lab/index.js';
import { makeConfigDir, openStore } from '../store/volume.js';
import { hostedCli } from './command-host.js';

const zone = 'zone example.com at powerdns';

describe('lexicon beside a daemon on the same host', () => {
  it('waits for a zone that is written to, and asks nobody where it only reads', async (context: TestContext) => {
    const provider = await startFakePowerDns();
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    mkdirSync(store.layout.lock, { recursive: true });
    const env = {
      LETSENCRYPT_CONFIG_DIR: configDir,
      LEXICON_POWERDNS_AUTH_TOKEN: provider.apiKey,
      LEXICON_POWERDNS_PDNS_SERVER: provider.apiUrl,
    };
    const create = ['powerdns', 'create', 'example.com', 'TXT', '--name', 'a', '--content', 'of lexicon'];
    const writes = () => provider.requests.filter((line) => line.startsWith('PATCH'));
    try {
      const lease = await store.lease(zone, { command: 'letsencrypt-dns run' });
      const running = await spawnCli(create, { bin: 'lexicon', env });
      const claims = () => readdirSync(store.layout.leaseOf(zone)).filter((name) => name.endsWith('.json'));
      await waitFor('a second claim', () => claims().length > 1);
      const listed = await hostedCli(['powerdns', 'list', 'example.com', 'TXT'], { bin: 'lexicon', env });
      assert.equal(listed.code, 0, listed.stderr);
      assert.deepEqual(writes(), []);
      await lease.release();
      const { code, stderr } = await running.exited;
      assert.equal(code, 0, stderr);
      assert.deepEqual(provider.txt(), ['a.example.com. "of lexicon"']);

      // What belongs to another user is not touched, so that nothing of root stands in its way.
      if (process.getuid?.() !== 0) return;
      chownSync(store.layout.lock, 65_534, 65_534);
      const held = await store.lease(zone, { command: 'letsencrypt-dns run' });
      const other = await hostedCli([...create.slice(0, -1), 'another'], { bin: 'lexicon', env });
      assert.equal(other.code, 0, other.stderr);
      assert.equal(writes().length, 2);
      await held.release();
    } finally {
      await provider.stop();
    }
  });

  it('makes nothing where no certificates are kept', async (context: TestContext) => {
    const provider = await startFakePowerDns();
    const configDir = makeConfigDir(context);
    try {
      const env = {
        LETSENCRYPT_CONFIG_DIR: configDir,
        LEXICON_POWERDNS_AUTH_TOKEN: provider.apiKey,
        LEXICON_POWERDNS_PDNS_SERVER: provider.apiUrl,
      };
      const words = ['powerdns', 'create', 'example.com', 'TXT', '--name', 'a', '--content', 'x'];
      const { code, stderr } = await hostedCli(words, { bin: 'lexicon', env });
      assert.equal(code, 0, stderr);
      assert.equal(existsSync(join(configDir, 'letsencrypt-dns')), false);
    } finally {
      await provider.stop();
    }
  });
});

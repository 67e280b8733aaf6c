import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createInstallation, exampleLines } from '../../cli/installation.js';
import {
  freeLoopbackHost,
  freePort,
  missing,
  runCommand,
  startBind,
  startForwarder,
  subjectAltNames,
  type UpdatableNameServer,
  verifyChain,
} from '../../lab/index.js';

/** Adds records to example.com, as the owner of the domain would once and for all. */
async function addRecords({ dnsAddress, keys }: UpdatableNameServer, records: readonly string[]): Promise<void> {
  const [host, port] = dnsAddress.split(':');
  const { algorithm, name, secret } = keys.sha256;
  const input = [`server ${host} ${port}`, 'zone example.com.', ...records.map((record) => `update add ${record}`)];
  await runCommand('knsupdate', ['-y', `${algorithm}:${name}:${secret}`], { input: [...input, 'send', ''].join('\n') });
}

describe('the standalone provider before Pebble', { skip: missing('pebble', 'openssl') }, () => {
  it('proves the example lines without any other DNS server', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const installation = await createInstallation(address, {
      domains: exampleLines,
      env: {
        LEXICON_PROVIDER: 'standalone',
        LEXICON_STANDALONE_LISTEN: address,
        LEXICON_STANDALONE_SERVER_NAME: 'acme-dns.example.net',
      },
    });
    try {
      const sync = await installation.run(['sync']);
      assert.equal(sync.code, 0, sync.stderr);
      assert.match(sync.stdout, /4 done, 0 unchanged/);
      const fullchain = join(installation.configDir, 'live', 'example.com', 'fullchain.pem');
      await verifyChain({ file: fullchain }, await installation.pebble.root());
      assert.deepEqual(subjectAltNames(await readFile(fullchain, 'utf8')), ['*.example.com', 'example.com']);
    } finally {
      await installation.stop();
    }
  });
});

describe('the standalone provider below a parent zone', {
  skip: missing('pebble', 'named', 'knotd', 'root'),
}, () => {
  it('is found by NS and by CNAME, and waited for at the server that the parent delegates to', async () => {
    const host = await freeLoopbackHost();
    const parent = await startBind({ zones: ['example.com'], listen: 'port-53' });
    const forwarder = await startForwarder({
      zones: {
        'example.com': parent.dnsAddress,
        '_acme-challenge.www.example.com': `${host}:53`,
        'acme.example.com': `${host}:53`,
      },
    });
    await addRecords(parent, [
      `acme-dns.example.com. 60 A ${host}`,
      '_acme-challenge.www.example.com. 60 NS acme-dns.example.com.',
      'acme.example.com. 60 NS acme-dns.example.com.',
      '_acme-challenge.imap.example.com. 60 CNAME imap.example.com.acme.example.com.',
    ]);
    const installation = await createInstallation(forwarder.dnsAddress, {
      domains: 'www.example.com\nimap.example.com\n',
      env: {
        LEXICON_PROVIDER: 'standalone',
        LEXICON_STANDALONE_LISTEN: `${host}:53`,
        LEXICON_STANDALONE_SERVER_NAME: 'acme-dns.example.com',
        LETSENCRYPT_DNS_TEST_AUTHORITATIVE: '',
      },
    });
    try {
      const sync = await installation.run(['sync']);
      assert.equal(sync.code, 0, sync.stderr);
      assert.match(sync.stdout, /2 done, 0 unchanged/);
    } finally {
      await installation.stop();
      await forwarder.stop();
      await parent.stop();
    }
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createInstallation, type Installation } from '../cli/installation.js';
import {
  freePort,
  missing,
  type Pebble,
  runCommand,
  startBind,
  startForwarder,
  startPebble,
  type UpdatableNameServer,
} from '../lab/index.js';

interface Report {
  readonly records: readonly { readonly name: string; readonly type: string; readonly present: boolean }[];
}

async function addRecords({ dnsAddress, keys }: UpdatableNameServer, records: readonly string[]): Promise<void> {
  const [host, port] = dnsAddress.split(':');
  const { algorithm, name, secret } = keys.sha256;
  const input = [`server ${host} ${port}`, 'zone example.com.', ...records.map((record) => `update add ${record}`)];
  await runCommand('knsupdate', ['-y', `${algorithm}:${name}:${secret}`], { input: [...input, 'send', ''].join('\n') });
}

async function recordsOf(installation: Installation): Promise<{ code: number | null; records: string[] }> {
  const check = await installation.hosted(['check', '--json']);
  const { records } = check.json() as Report;
  return {
    code: check.code,
    records: records.map(({ name, type, present }) => `${type} ${name} ${present ? 'there' : 'missing'}`),
  };
}

describe('check with the built-in DNS server', { skip: missing('pebble', 'named', 'knotd') }, () => {
  /** For both: it is asked for no certificate. */
  let running: Pebble;
  before(async () => {
    running = await startPebble({ dnsServer: `127.0.0.1:${await freePort()}` });
  });
  after(() => running.stop());

  it('tells the records for the parent zone, and whether they are there', async () => {
    const parent = await startBind({ zones: ['example.com'] });
    const forwarder = await startForwarder({ zones: { 'example.com': parent.dnsAddress } });
    const listen = `127.0.0.1:${await freePort()}`;
    const installation = await createInstallation(forwarder.dnsAddress, {
      running,
      domains: 'www.example.com\n*.imap.example.com\n',
      env: {
        LEXICON_PROVIDER: 'standalone',
        LEXICON_STANDALONE_LISTEN: listen,
        LEXICON_STANDALONE_SERVER_NAME: 'acme-dns.example.com',
        LETSENCRYPT_DNS_TEST_AUTHORITATIVE: parent.dnsAddress,
      },
    });
    const text = await installation.hosted(['check']);
    assert.equal(text.code, 1);
    assert.match(text.stdout, /acme-dns\.example\.com\. A <public address of this host> +is missing\n/);
    assert.match(text.stdout, /_acme-challenge\.www\.example\.com\. NS acme-dns\.example\.com\. +is missing\n/);

    await addRecords(parent, [
      'acme-dns.example.com. 60 A 127.0.0.1',
      '_acme-challenge.www.example.com. 60 NS acme-dns.example.com.',
      'acme.example.com. 60 NS acme-dns.example.com.',
      '_acme-challenge.imap.example.com. 60 CNAME imap.acme.example.com.',
    ]);
    assert.deepEqual(await recordsOf(installation), {
      code: 0,
      records: [
        'A acme-dns.example.com there',
        'NS _acme-challenge.www.example.com there',
        'CNAME _acme-challenge.imap.example.com there',
        'NS acme.example.com there',
      ],
    });
    await installation.writeDomains('www.example.com\npop.example.com\n');
    const { code, records } = await recordsOf(installation);
    assert.equal(code, 1);
    assert.ok(records.includes('NS _acme-challenge.pop.example.com missing'));
    await installation.stop();
    await forwarder.stop();
    await parent.stop();
  });

  it('tries the record itself with --live', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const installation = await createInstallation(address, {
      running,
      domains: 'www.example.com\n',
      env: {
        LEXICON_PROVIDER: 'standalone',
        LEXICON_STANDALONE_LISTEN: address,
        LEXICON_STANDALONE_SERVER_NAME: 'acme-dns.example.com',
      },
    });
    const check = await installation.run(['check', '--live']);
    assert.match(check.stdout, /create _acme-challenge\.www\.example\.com +\d/);
    assert.match(check.stdout, new RegExp(`visible at ${address} +\\d`));
    // Nobody leads to it: that is what keeps the CA away, and it is said.
    assert.equal(check.code, 1);
    assert.match(check.stdout, /error: 2 of 2 records that lead to this host are missing \[records-missing\]/);
    await installation.stop();
  });
});

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  createTempDir,
  missing,
  type Pebble,
  type PowerDns,
  runCommand,
  startBind,
  startForwarder,
  startPebble,
  startPowerDns,
  subjectAltNames,
  verifyChain,
} from './index.js';

/** The lab as a whole, proven with a client that is not ours: what fails here is the lab's fault. */
describe('lab: a certificate by lego', {
  skip: missing('pebble', 'pdns_server', 'sqlite3', 'named', 'lego', 'openssl'),
}, () => {
  it('comes from Pebble through PowerDNS and a forwarder, and other names are refused', async () => {
    const powerDns = await startPowerDns({ zones: ['example.com'] });
    const bind = await startBind({ zones: ['example.net'] });
    const zones = { 'example.com': powerDns.dnsAddress, 'example.net': bind.dnsAddress };
    const forwarder = await startForwarder({ zones });
    const pebble = await startPebble({
      dnsServer: forwarder.dnsAddress,
      domainBlocklist: ['example.net'],
      certificateValiditySeconds: 3_600,
    });
    const directory = await createTempDir('lego');

    await lego(pebble, powerDns, forwarder.dnsAddress, directory.path, ['*.example.com']);
    const file = join(directory.path, 'certificates', '_.example.com.crt');
    const pem = await readFile(file, 'utf8');
    await verifyChain({ file }, await pebble.root());
    assert.deepEqual(subjectAltNames(pem), ['*.example.com']);
    const { validFrom, validTo, serialNumber } = new X509Certificate(pem);
    assert.equal(Math.round((Date.parse(validTo) - Date.parse(validFrom)) / 1_000 / 60), 60);
    assert.equal((await pebble.certificateStatus(serialNumber)).Status, 'Valid');
    assert.ok(forwarder.count('_acme-challenge.example.com', 'TXT') > 0);
    assert.deepEqual(
      (await powerDns.zoneRecords('example.com')).filter(({ type }) => type === 'TXT'),
      [],
    );

    const blocked = lego(pebble, powerDns, forwarder.dnsAddress, directory.path, ['www.example.net']);
    await assert.rejects(blocked, /rejectedIdentifier/);
    await Promise.all([pebble.stop(), forwarder.stop(), bind.stop(), powerDns.stop(), directory.remove()]);
  });
});

async function lego(pebble: Pebble, powerDns: PowerDns, resolver: string, path: string, domains: readonly string[]) {
  const env = {
    HOME: path,
    LEGO_CA_CERTIFICATES: pebble.caBundle,
    PDNS_API_URL: powerDns.apiUrl,
    PDNS_API_KEY: powerDns.apiKey,
  };
  const wanted = domains.flatMap((domain) => ['--domains', domain]);
  const account = ['--server', pebble.directoryUrl, '--email', 'lab@example.com', '--accept-tos', '--path', path];
  const challenge = ['--dns', 'pdns', '--dns.resolvers', resolver, '--dns.disable-cp'];
  await runCommand('lego', [...account, ...challenge, ...wanted, 'run'], { env, timeoutMs: 60_000 });
}

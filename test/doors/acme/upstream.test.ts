import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createCsr } from '../../../core/acme/csr.js';
import { startRehearsalCa } from '../../../core/rehearsal/index.js';
import { certificateId } from '../../../core/x509/certificate-id.js';
import { missing, runCli, waitFor } from '../../lab/index.js';
import { newKey, type RawClient, send } from '../../rehearsal/setup.js';
import { registered } from './binding.js';
import { boundClient, startHub } from './hub.js';

async function obtain(client: RawClient, name: string, more: object = {}): Promise<string> {
  const pem = newKey().export({ type: 'pkcs8', format: 'pem' }).toString();
  const csr = (await createCsr([name], pem)).toString('base64url');
  const made = await client.post(`${client.base}/newOrder`, { identifiers: [{ type: 'dns', value: name }], ...more });
  assert.equal(made.status, 201, made.text);
  const done = await client.post(String(made.json.finalize), { csr });
  assert.equal(done.json.status, 'valid', done.text);
  return (await client.post(String(done.json.certificate))).text;
}

describe('a CA with renewal information and profiles behind the hub', {
  skip: missing('pebble', 'openssl'),
  timeout: 200_000,
}, () => {
  it('hands on its windows and its profiles, and names what an order replaces', async () => {
    await using hub = await startHub({
      clients: boundClient('edge', ['edge.example.com']) + boundClient('other', ['edge.example.com']),
      isStopped: true,
    });
    const ca = await startRehearsalCa({ resolver: hub.stage.provider.dnsAddress });
    const bundle = join(hub.folder, 'rehearsal.pem');
    await writeFile(bundle, ca.caPem);
    await hub.start({ LETSENCRYPT_SERVER: ca.directoryUrl, LETSENCRYPT_CA_BUNDLE: bundle });
    try {
      const client = await registered(hub, 'edge');
      const directory = await waitFor('the profiles of the CA', async () => {
        const { json } = await send(hub, 'GET', hub.directoryUrl);
        const meta = json.meta as { profiles?: object; termsOfService?: string };
        return meta.profiles === undefined ? undefined : { ...json, meta };
      });
      assert.deepEqual(Object.keys(directory.meta.profiles ?? {}), ['classic', 'tlsserver', 'shortlived']);

      const first = await obtain(client, 'edge.example.com', { profile: 'shortlived' });
      assert.equal(ca.certificates().at(-1)?.profile, 'shortlived');
      const unknown = await client.post(`${client.base}/newOrder`, {
        identifiers: [{ type: 'dns', value: 'edge.example.com' }],
        profile: 'eternal',
      });
      assert.match(unknown.text, /invalidProfile.*shortlived/);

      const id = certificateId(new X509Certificate(first).toString()) ?? '';
      const start = new Date('2030-01-01T00:00:00Z');
      ca.setRenewalWindow(new X509Certificate(first).serialNumber, { start, end: new Date('2030-01-02T00:00:00Z') });
      const asked = await send(hub, 'GET', `${client.base}/renewalInfo/${id}`);
      assert.deepEqual(asked.json.suggestedWindow, { start: '2030-01-01T00:00:00Z', end: '2030-01-02T00:00:00Z' });
      assert.ok(Number(asked.headers['retry-after']) > 0);
      const before = ca.stats.requests.renewalInfo;
      await send(hub, 'GET', `${client.base}/renewalInfo/${id}`);
      assert.equal(ca.stats.requests.renewalInfo, before, 'it is remembered for a while');

      await obtain(client, 'edge.example.com');
      assert.equal(
        ca.certificates().at(-1)?.replaces,
        id,
        'its newest for the same names, though the client does not say so',
      );
      await obtain(await registered(hub, 'other'), 'edge.example.com', { replaces: id });
      assert.equal(ca.certificates().at(-1)?.replaces, undefined, 'never that of another client');
    } finally {
      await ca.close();
    }
  });
});

describe('a hub with a certificate of its own', { skip: missing('pebble', 'openssl'), timeout: 200_000 }, () => {
  it('opens once that is there, and works for its clients while it works for itself at the same name', async () => {
    await using hub = await startHub({ clients: boundClient('edge', ['localhost.example.com']), isStopped: true });
    const file = join(hub.configDir, 'letsencrypt-dns.yml');
    const yaml = await readFile(file, 'utf8');
    await writeFile(file, yaml.replace(/tls: \{.*\}/, 'tls: { certificate: localhost.example.com }'));
    await writeFile(join(hub.configDir, 'domains.conf'), 'localhost.example.com\n');
    await hub.start();
    const log = hub.log();
    assert.ok(log.indexOf('doors.waiting') < log.lastIndexOf('doors.listening') && log.includes('doors.waiting'), log);
    const checked = await runCli(['doors', 'check'], { env: hub.stage.environment(hub.configDir) });
    assert.equal(checked.code, 1);
    assert.match(checked.stdout, /the certificate of the listener does not name localhost\b/);

    await writeFile(file, yaml);
    await waitFor(
      'the certificate from the files',
      async () => (await send(hub, 'GET', hub.directoryUrl)).status === 200,
      { timeoutMs: 60_000 },
    );
    const client = await registered(hub, 'edge');
    const own = runCli(['renew', 'localhost.example.com', '--force'], {
      env: hub.stage.environment(hub.configDir),
      timeoutMs: 120_000,
    });
    const names = await Promise.all([1, 2, 3].map(() => obtain(client, 'localhost.example.com')));
    assert.equal(new Set(names).size, 3);
    const renewed = await own;
    assert.equal(renewed.code, 0, renewed.stderr);
    assert.deepEqual(hub.stage.provider.txt(), []);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CliResult, freePort, missing } from '../lab/index.js';
import { createPowerDnsInstallation } from './installation.js';

type PowerDnsInstallation = Awaited<ReturnType<typeof createPowerDnsInstallation>>;

interface SyncJson {
  readonly certificates: { name: string; result: string; error?: string; code?: string }[];
}

describe('what goes wrong', { skip: missing('pebble', 'pdns_server', 'sqlite3') }, () => {
  let installation: PowerDnsInstallation;
  before(async () => {
    installation = await createPowerDnsInstallation({ pebble: { domainBlocklist: ['blocked.example.com'] } });
  });
  after(() => installation.stop());

  async function assertNoTxt(): Promise<void> {
    const records = await installation.dns.zoneRecords('example.com');
    assert.deepEqual(
      records.filter(({ type }) => type === 'TXT'),
      [],
    );
  }

  async function failing(domains: string, env: Record<string, string>): Promise<{ sync: CliResult; json: SyncJson }> {
    await installation.writeDomains(domains);
    const sync = await installation.hosted(['sync', '--json'], { env });
    assert.equal(sync.code, 1, sync.stderr);
    return { sync, json: sync.json() as SyncJson };
  }

  it('a wrong API key names the certificate, the cause and the hint', async () => {
    const { json } = await failing('key.example.com', { LEXICON_POWERDNS_AUTH_TOKEN: 'not-the-key-of-it' });
    const [certificate] = json.certificates;
    assert.equal(certificate?.name, 'key.example.com');
    assert.equal(certificate?.code, 'AUTHENTICATION');
    assert.match(certificate?.error ?? '', /credentials or their rights were refused.*Check the credentials/);
    await assertNoTxt();
  });

  it('an API that cannot be reached', async () => {
    const port = await freePort();
    const { json } = await failing('api.example.com', { LEXICON_POWERDNS_PDNS_SERVER: `http://127.0.0.1:${port}` });
    assert.equal(json.certificates[0]?.code, 'NETWORK');
    assert.match(json.certificates[0]?.error ?? '', new RegExp(`cannot reach 127.0.0.1:${port}`));
  });

  it('a zone that is not there, beside a certificate that works', async () => {
    const { json } = await failing('www.example.net\ngood.example.com', {});
    assert.deepEqual(
      json.certificates.map(({ name, result, code }) => ({ name, result, code })),
      [
        { name: 'www.example.net', result: 'failed', code: 'ZONE_NOT_FOUND' },
        { name: 'good.example.com', result: 'done', code: undefined },
      ],
    );
    assert.match(json.certificates[0]?.error ?? '', /the zone example\.net is not in this account of PowerDNS/);
    await assertNoTxt();
  });

  it('a domain that the CA refuses, beside one that works', async () => {
    const { json } = await failing('www.blocked.example.com\nfine.example.com', {});
    const issued = json.certificates.slice(0, 2).map(({ name, result }) => `${name} ${result}`);
    assert.deepEqual(issued, ['www.blocked.example.com failed', 'fine.example.com done']);
    assert.match(json.certificates[0]?.error ?? '', /blocked/);
    await assertNoTxt();
  });

  it('a CA that cannot be reached', async () => {
    const port = await freePort();
    const { json } = await failing('ca.example.com', { LETSENCRYPT_SERVER: `https://localhost:${port}/dir` });
    assert.equal(json.certificates[0]?.code, 'NETWORK');
    assert.match(json.certificates[0]?.error ?? '', new RegExp(`cannot reach the CA at localhost:${port}`));
    await assertNoTxt();
  });

  it('is told once per certificate in the log, with the step', async () => {
    await installation.writeDomains('step.example.com');
    const sync = await installation.hosted(['sync'], { env: { LEXICON_POWERDNS_AUTH_TOKEN: 'not-the-key-of-it' } });
    const lines = sync.stderr
      .split('\n')
      .filter((line) => line.includes('certificate.failed'))
      .map((line) => JSON.parse(line) as { certificate: string; step: string });
    assert.deepEqual(
      lines.map(({ certificate, step }) => ({ certificate, step })),
      [{ certificate: 'step.example.com', step: 'records' }],
    );
    assert.doesNotMatch(sync.stdout + sync.stderr, /not-the-key-of-it/);
  });

  it('bad lines stop their own certificates only', async () => {
    await installation.writeDomains('bad_.example..com\nother.example.com\n*.w.example.com a.w.example.com\n');
    const sync = await installation.hosted(['sync']);
    assert.equal(sync.code, 1);
    assert.match(sync.stdout, /other\.example\.com: create done/);
    assert.match(sync.stderr, /domains\.conf:1:1: error/);
    assert.match(sync.stderr, /domains\.conf:3:17: error/);
  });
});

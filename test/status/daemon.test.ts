import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createPowerDnsInstallation } from '../cli/installation.js';
import { freePort, httpRequest, missing, type RunningCli, spawnCli, waitFor } from '../lab/index.js';
import { parseMetrics, type Sample } from './parse-metrics.js';

describe('the daemon with a status server', { skip: missing('pebble', 'pdns_server', 'sqlite3') }, () => {
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  let daemon: RunningCli;
  let url = '';
  before(async () => {
    installation = await createPowerDnsInstallation({ domains: 'smtp.example.com' });
    const port = await freePort();
    // A port alone means loopback.
    daemon = await spawnCli(['run'], { env: { ...installation.env, STATUS_LISTEN: `${port}` } });
    const line = await daemon.waitForLine((text) => text.includes('status.listening'));
    url = (JSON.parse(line) as { url: string }).url;
    await daemon.waitForLine((text) => text.includes('pass.ended'));
  });
  after(async () => {
    daemon.kill('SIGKILL');
    await daemon.exited;
    await installation.stop();
  });

  async function metrics(): Promise<(name: string, labels?: Record<string, string>) => number | undefined> {
    const samples = parseMetrics((await httpRequest(`${url}/metrics`)).body);
    const has = (sample: Sample, labels: Record<string, string>) =>
      Object.entries(labels).every(([key, text]) => sample.labels[key] === text);
    return (name, labels = {}) =>
      samples.find((sample) => sample.name === `letsencrypt_dns_${name}` && has(sample, labels))?.value;
  }

  it('shows what it has done', async () => {
    assert.match(url, /^http:\/\/127\.0\.0\.1:/);
    const value = await metrics();
    assert.equal(value('certificates_done_total', { action: 'create' }), 1);
    assert.equal(value('propagation_seconds_count', { provider: 'powerdns' }), 1);
    assert.ok((value('provider_request_duration_seconds_count', { provider: 'powerdns', status: '200' }) ?? 0) > 0);
    assert.ok((value('certificate_last_success_timestamp_seconds', { certificate: 'smtp.example.com' }) ?? 0) > 0);
    assert.equal((await httpRequest(`${url}/healthz`)).status, 200);
    assert.match((await httpRequest(url)).body, /All certificates are in order/);
  });

  it('follows changes of the configuration', async () => {
    await installation.writeDomains('smtp.example.com\nimap.example.com');
    await waitFor('the second certificate', async () => {
      const value = await metrics();
      return value('certificate_state', { certificate: 'imap.example.com', state: 'ok' }) === 1;
    });
    await waitFor('its pass in the history', async () => {
      return (await httpRequest(url)).body.includes('imap.example.com: create done');
    });
  });

  it('stops in order, though readers hold connections', async () => {
    const open = fetch(`${url}/`, { headers: { connection: 'keep-alive' } });
    await open;
    daemon.kill('SIGTERM');
    const { code } = await daemon.exited;
    assert.equal(code, 0);
  });

  it('goes on without it where the address is taken', async () => {
    const port = Number(new URL(installation.pebble.directoryUrl).port);
    const env = { ...installation.env, STATUS_LISTEN: `127.0.0.1:${port}` };
    const other = await spawnCli(['run'], { env });
    await other.waitForLine((text) => text.includes('status.unavailable') && text.includes('STATUS_LISTEN'));
    await other.waitForLine((text) => text.includes('pass.ended'));
    other.kill('SIGTERM');
    assert.equal((await other.exited).code, 0);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DesiredState } from '../../core/config/desired-state.js';
import { Failure } from '../../core/sdk/index.js';
import { createMetrics } from '../../core/status/metrics.js';
import { now, report, status } from './made-up.js';
import { parseMetrics } from './parse-metrics.js';

const state = {
  certificates: [
    { name: 'a.example', profile: 'one' },
    { name: 'b.example', profile: undefined },
    { name: 'c.example', profile: 'gone' },
  ],
  profiles: { one: { provider: 'ovh' }, two: { provider: 'gandi' } },
} as unknown as DesiredState;

/** All samples of this program. */
async function ownSamples(metrics: ReturnType<typeof createMetrics>, given = report([])) {
  // What Node tells of itself is not ours to test, and may have no number yet.
  const lines = (await metrics.render(given)).split('\n').filter((line) => /^(# \w+ )?letsencrypt_dns_/.test(line));
  return parseMetrics(`${lines.join('\n')}\n`).filter(({ name }) => name.startsWith('letsencrypt_dns_'));
}

/** As `name{label="value"} value`, without those that count since the start. */
async function samplesOf(metrics: ReturnType<typeof createMetrics>, given = report([])): Promise<string[]> {
  return (await ownSamples(metrics, given))
    .filter(({ name }) => !/_bucket$|build_info/.test(name))
    .map(({ name, labels, value }) => {
      const pairs = Object.entries(labels).map(([key, text]) => `${key}=${text}`);
      return `${name.slice('letsencrypt_dns_'.length)}{${pairs.join()}} ${value}`;
    });
}

describe('the metrics', () => {
  it('tell of each certificate what is known, in seconds', async () => {
    const metrics = createMetrics(
      '1',
      () => state,
      () => now,
    );
    const lastError = { at: new Date(now - 7000), step: 'records', code: 'API', message: 'no' };
    const certificate = status({
      troubles: ['failing', 'owed'],
      lastError,
      lastSuccess: new Date(now - 9000),
      owedSteps: ['pfx', 'docker-exec'],
    });
    const at = now / 1000;
    const day = 24 * 3600;
    assert.deepEqual(
      (await samplesOf(metrics, report([certificate], { passRunningSince: now - 60_000 }))).filter(
        (line) => !line.includes('_total'),
      ),
      [
        'healthy{} 1',
        `certificate_expiry_timestamp_seconds{certificate=a.example} ${at + 80 * day}`,
        `certificate_not_before_timestamp_seconds{certificate=a.example} ${at - 10 * day}`,
        `certificate_next_action_timestamp_seconds{certificate=a.example} ${at + 50 * day}`,
        `certificate_last_success_timestamp_seconds{certificate=a.example} ${at - 9}`,
        `certificate_last_failure_timestamp_seconds{certificate=a.example,step=records} ${at - 7}`,
        'certificate_state{certificate=a.example,state=failing} 1',
        'certificate_trouble{certificate=a.example,trouble=failing} 1',
        'certificate_trouble{certificate=a.example,trouble=owed} 1',
        'certificate_owed_steps{certificate=a.example} 2',
        `pass_running_since_timestamp_seconds{} ${at - 60}`,
        'last_pass_timestamp_seconds{} 0',
      ],
    );
  });

  it('forget a certificate that is gone, and a trouble that is over', async () => {
    const metrics = createMetrics(
      '1',
      () => state,
      () => now,
    );
    const lastError = { at: new Date(now), step: 'records', code: 'API', message: 'no' };
    const lastSuccess = new Date(now);
    const before = [
      status({ troubles: ['failing'], lastError, lastSuccess }),
      status({ name: 'b.example', lastSuccess }),
    ];
    await samplesOf(metrics, report(before, { health: { healthy: false, problems: [] } }));
    const after = await samplesOf(metrics, report([status({ name: 'b.example' })]));
    assert.deepEqual(
      after.filter((line) => /a\.example|failing|last_success|last_failure/.test(line)),
      [],
    );
    assert.ok(after.includes('healthy{} 1'));
    assert.ok(after.includes('pass_running_since_timestamp_seconds{} 0'));
    const absent = status({
      notBefore: undefined,
      notAfter: undefined,
      next: { action: 'create', at: undefined, why: '' },
    });
    assert.deepEqual(
      (await samplesOf(metrics, report([absent]))).filter((line) => /expiry|not_before|next_action/.test(line)),
      [],
    );
  });

  it('count what passes did', async () => {
    let time = now;
    const metrics = createMetrics(
      '1',
      () => state,
      () => time,
    );
    const { listen } = metrics;
    const failure = new Failure('API', 'no');
    listen({ kind: 'certificate-done', certificate: 'a.example', action: 'renew', version: 2, durationMs: 1500 });
    const failed = { kind: 'certificate-failed', action: 'create', step: 'order', failure, durationMs: 500 } as const;
    listen({ ...failed, certificate: 'a.example' });
    // Two profiles may be meant, and it was neither; or one that is there no longer.
    for (const certificate of ['b.example', 'c.example']) listen({ ...failed, certificate });
    listen({ kind: 'plugin-failed', certificate: 'a.example', plugin: 'pfx', failure });
    listen({ kind: 'plugin-done', certificate: 'a.example', plugin: 'pfx' });
    listen({ kind: 'provider-request', provider: 'ovh', method: 'GET', status: undefined, durationMs: 250 });
    listen({ kind: 'step', certificate: 'a.example', step: 'propagation' });
    time += 4000;
    listen({ kind: 'step', certificate: 'a.example', step: 'validation' });
    listen({ kind: 'step', certificate: 'b.example', step: 'propagation' });
    listen({ ...failed, certificate: 'b.example' });
    listen({ kind: 'step', certificate: 'b.example', step: 'validation' });
    // One that waits for its time has nothing that is measured meanwhile.
    listen({ kind: 'step', certificate: 'a.example', step: 'propagation' });
    listen({ kind: 'certificate-parked', certificate: 'a.example' } as Parameters<typeof listen>[0]);
    listen({ kind: 'step', certificate: 'a.example', step: 'validation' });
    listen({ kind: 'pass-ended', pass: 'p', durationMs: 1, failed: 0, changed: 1 });
    listen({ kind: 'pass-ended', pass: 'q', durationMs: 1, failed: 1, changed: 1 });
    const lines = (await samplesOf(metrics)).filter((line) => !/^(healthy|pass_running)/.test(line));
    assert.deepEqual(lines, [
      'failures_total{step=order,provider=ovh,code=API} 1',
      'failures_total{step=order,provider=,code=API} 3',
      'certificates_done_total{action=renew} 1',
      'plugin_failures_total{plugin=pfx} 1',
      'issuance_duration_seconds_sum{action=renew,result=done} 1.5',
      'issuance_duration_seconds_count{action=renew,result=done} 1',
      'issuance_duration_seconds_sum{action=create,result=failed} 2',
      'issuance_duration_seconds_count{action=create,result=failed} 4',
      'propagation_seconds_sum{provider=ovh} 4',
      'propagation_seconds_count{provider=ovh} 1',
      'provider_request_duration_seconds_sum{provider=ovh,method=GET,status=none} 0.25',
      'provider_request_duration_seconds_count{provider=ovh,method=GET,status=none} 1',
      'passes_total{result=done} 1',
      'passes_total{result=failed} 1',
      `last_pass_timestamp_seconds{} ${time / 1000}`,
    ]);
  });

  it('tell how long calls at doors and requests took, within bounds that suit them', async () => {
    const metrics = createMetrics(
      '1',
      () => state,
      () => now,
    );
    const call = { kind: 'door-call', door: 'acme', client: 'edge', outcome: 'done', durationMs: 1500 };
    metrics.listen(call as Parameters<typeof metrics.listen>[0]);
    const labels = '{door=acme,client=edge,outcome=done}';
    assert.deepEqual(
      (await samplesOf(metrics)).filter((line) => line.includes('door')),
      [`door_call_duration_seconds_sum${labels} 1.5`, `door_call_duration_seconds_count${labels} 1`],
    );
    const failure = new Failure('API', 'no');
    const failed = { action: 'create', step: 'order', failure, durationMs: 45_000 } as const;
    metrics.listen({ kind: 'certificate-failed', certificate: 'a.example', ...failed });
    metrics.listen({ kind: 'provider-request', provider: 'ovh', method: 'GET', status: 200, durationMs: 45_000 });
    const samples = await ownSamples(metrics);
    const bounds = (name: string) =>
      samples.flatMap((each) => (each.name === `letsencrypt_dns_${name}_bucket` ? [each.labels.le] : [])).join(' ');
    assert.equal(bounds('issuance_duration_seconds'), '1 2 5 10 20 30 60 120 300 600 1800 +Inf');
    assert.equal(bounds('provider_request_duration_seconds'), '0.05 0.1 0.25 0.5 1 2.5 5 10 30 +Inf');
  });

  it('tell which program it is, and the one provider that a certificate without an account can have', async () => {
    const one = { certificates: [{ name: 'a' }], profiles: { x: { provider: 'ovh' }, y: { provider: 'ovh' } } };
    const metrics = createMetrics(
      '1.2.3',
      () => one as never,
      () => now,
    );
    const failed = { kind: 'certificate-failed', certificate: 'a', action: 'create', step: 'order', durationMs: 1 };
    metrics.listen({ ...failed, failure: new Failure('API', 'no') } as never);
    assert.ok((await samplesOf(metrics)).includes('failures_total{step=order,provider=ovh,code=API} 1'));
    const info = (await ownSamples(metrics)).find(({ name }) => name === 'letsencrypt_dns_build_info');
    assert.deepEqual([info?.labels, info?.value], [{ version: '1.2.3', node: process.versions.node }, 1]);
  });

  it('name the provider that a failure bears', async () => {
    const metrics = createMetrics(
      '1',
      () => state,
      () => now,
    );
    const failure = new Failure('API', 'no', { provider: 'gandi' });
    const event = { kind: 'certificate-failed', action: 'create', step: 'order', failure, durationMs: 1 } as const;
    metrics.listen({ ...event, certificate: 'b.example' });
    assert.ok((await samplesOf(metrics)).includes('failures_total{step=order,provider=gandi,code=API} 1'));
  });
});

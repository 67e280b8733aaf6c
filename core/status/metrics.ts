import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DesiredState } from '../config/desired-state.js';
import type { PassEvent, PassListener } from '../issuance/pass/events.js';
import { createInstanceMetrics } from './instance-metrics.js';
import type { StatusReport } from './report.js';
import { createStopwatch } from './stopwatch.js';

export interface Metrics {
  readonly listen: PassListener;
  /** The text format of Prometheus, version 0.0.4. */
  render(report: StatusReport): Promise<string>;
  readonly contentType: string;
}

const prefix = 'letsencrypt_dns';

/** Seconds: an issuance takes from a second (a local CA) to many minutes (slow DNS). */
const longBuckets = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800];
const requestBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** @param now milliseconds since the epoch */
export function createMetrics(version: string, state: () => DesiredState, now: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  function gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name: `${prefix}_${name}`, help, labelNames, registers });
  }
  function counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name: `${prefix}_${name}`, help, labelNames, registers });
  }
  function histogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets: number[],
  ): Histogram<L> {
    return new Histogram({ name: `${prefix}_${name}`, help, labelNames, buckets, registers });
  }

  gauge('build_info', 'Always 1; the version of the program and of Node', ['version', 'node']).set(
    { version, node: process.versions.node },
    1,
  );
  const healthy = gauge('healthy', '1 where no certificate needs someone to look after it, as /healthz', []);
  const perCertificate = {
    expiry: gauge('certificate_expiry_timestamp_seconds', 'End of validity of the certificate on disk', [
      'certificate',
    ]),
    start: gauge('certificate_not_before_timestamp_seconds', 'Start of validity of the certificate on disk', [
      'certificate',
    ]),
    renewal: gauge(
      'certificate_next_action_timestamp_seconds',
      'When it is renewed or tried again; absent: at the next pass',
      ['certificate'],
    ),
    success: gauge('certificate_last_success_timestamp_seconds', 'Last time it was issued', ['certificate']),
    failure: gauge('certificate_last_failure_timestamp_seconds', 'Last failure; absent once it worked', [
      'certificate',
      'step',
    ]),
    state: gauge('certificate_state', 'Always 1, for the state that the certificate is in; other states are absent', [
      'certificate',
      'state',
    ]),
    trouble: gauge('certificate_trouble', 'Always 1, for each thing that is wrong with the certificate', [
      'certificate',
      'trouble',
    ]),
    owed: gauge('certificate_owed_steps', 'Post-issue steps that have not succeeded yet', ['certificate']),
  };
  const failures = counter('failures_total', 'Failed certificates by step and DNS provider', [
    'step',
    'provider',
    'code',
  ]);
  const issued = counter('certificates_done_total', 'Certificates issued, renewed or removed', ['action']);
  const pluginFailures = counter('plugin_failures_total', 'Failed post-issue steps', ['plugin']);
  const durations = histogram(
    'issuance_duration_seconds',
    'From the first step to the last',
    ['action', 'result'],
    longBuckets,
  );
  const propagation = histogram(
    'propagation_seconds',
    'Wait until all TXT records of a certificate are visible',
    ['provider'],
    longBuckets,
  );
  const requests = histogram(
    'provider_request_duration_seconds',
    'Requests to the APIs of DNS providers',
    ['provider', 'method', 'status'],
    requestBuckets,
  );
  const doorCalls = histogram(
    'door_call_duration_seconds',
    'Calls at the doors for other ACME clients',
    ['door', 'client', 'outcome'],
    requestBuckets,
  );
  const passes = counter('passes_total', 'Passes', ['result']);
  const passSince = gauge(
    'pass_running_since_timestamp_seconds',
    'When the pass that runs now began; 0: none does',
    [],
  );
  const lastPass = gauge('last_pass_timestamp_seconds', 'End of the last pass', []);
  const fillInstances = createInstanceMetrics(registry);
  const waits = createStopwatch(now);

  function listen(event: PassEvent): void {
    switch (event.kind) {
      case 'step':
        if (event.step === 'propagation') waits.start(event.certificate);
        else {
          const seconds = waits.stop(event.certificate);
          if (seconds !== undefined) propagation.observe({ provider: providerOf(event.certificate, state()) }, seconds);
        }
        break;
      case 'certificate-done':
        issued.inc({ action: event.action });
        durations.observe({ action: event.action, result: 'done' }, event.durationMs / 1000);
        break;
      case 'certificate-parked':
        waits.stop(event.certificate);
        break;
      case 'certificate-failed':
        waits.stop(event.certificate);
        durations.observe({ action: event.action, result: 'failed' }, event.durationMs / 1000);
        failures.inc({
          step: event.step,
          provider: event.failure.provider ?? providerOf(event.certificate, state()),
          code: event.failure.code,
        });
        break;
      case 'plugin-failed':
        pluginFailures.inc({ plugin: event.plugin });
        break;
      case 'provider-request':
        requests.observe(
          { provider: event.provider, method: event.method, status: String(event.status ?? 'none') },
          event.durationMs / 1000,
        );
        break;
      case 'door-call':
        doorCalls.observe({ door: event.door, client: event.client, outcome: event.outcome }, event.durationMs / 1000);
        break;
      case 'pass-ended':
        passes.inc({ result: event.failed === 0 ? 'done' : 'failed' });
        lastPass.set(now() / 1000);
        break;
      default:
        break;
    }
  }

  function fill({ certificates, health, passRunningSince, store }: StatusReport): void {
    fillInstances(store);
    for (const metric of Object.values(perCertificate)) metric.reset();
    healthy.set(health.healthy ? 1 : 0);
    passSince.set((passRunningSince ?? 0) / 1000);
    for (const { name: certificate, lastError, ...status } of certificates) {
      setMoment(perCertificate.expiry, certificate, status.notAfter);
      setMoment(perCertificate.start, certificate, status.notBefore);
      setMoment(perCertificate.renewal, certificate, status.next.at);
      setMoment(perCertificate.success, certificate, status.lastSuccess);
      if (lastError !== undefined)
        perCertificate.failure.set({ certificate, step: lastError.step }, lastError.at.getTime() / 1000);
      perCertificate.state.set({ certificate, state: status.state }, 1);
      for (const trouble of status.troubles) perCertificate.trouble.set({ certificate, trouble }, 1);
      perCertificate.owed.set({ certificate }, status.owedSteps.length);
    }
  }

  return {
    listen,
    contentType: registry.contentType,
    async render(report) {
      fill(report);
      return registry.metrics();
    },
  };
}

function setMoment(metric: Gauge<'certificate'>, certificate: string, moment: Date | undefined): void {
  if (moment !== undefined) metric.set({ certificate }, moment.getTime() / 1000);
}

/** The provider of a certificate, where there can be but one; else nothing. */
function providerOf(name: string, { certificates, profiles }: DesiredState): string {
  const profile = certificates.find((certificate) => certificate.name === name)?.profile;
  if (profile !== undefined) return profiles[profile]?.provider ?? '';
  const providers = new Set(Object.values(profiles).map(({ provider }) => provider));
  return providers.size === 1 ? ([...providers][0] ?? '') : '';
}

import { type PassEvent, type PassListener, someOf } from '../issuance/pass/events.js';
import type { Logger } from '../sdk/logger.js';
import { failureFields } from './failure-fields.js';

/** Names in one line of the log. */
const mostNames = 100;

/** Writes the events of a pass to the log, under stable names; see docs/logging.md. */
export function logEvents(log: Logger): PassListener {
  return (event) => {
    // The HTTP client logs each request itself, and the doors each call.
    if (event.kind === 'provider-request' || event.kind === 'door-call') return;
    const [level, fields, message] = lineOf(event);
    log[level](fields, message);
  };
}

type Line = readonly ['debug' | 'info' | 'warn' | 'error', Readonly<Record<string, unknown>>, string];

function lineOf(event: Exclude<PassEvent, { kind: 'provider-request' | 'door-call' }>): Line {
  switch (event.kind) {
    case 'pass-started':
      return [
        'info',
        { event: 'pass.started', pass: event.pass, certificates: event.certificates, pending: event.pending },
        event.pending === 0 ? 'nothing to do' : 'a pass begins',
      ];
    case 'certificate-started':
      return [
        'info',
        { event: 'certificate.started', certificate: event.certificate, action: event.action, reason: event.reason },
        `${event.action}: ${event.reason}`,
      ];
    case 'step':
      return [
        'debug',
        { event: 'certificate.step', certificate: event.certificate, step: event.step, detail: event.detail },
        event.step,
      ];
    case 'certificate-done':
      return [
        'info',
        {
          event: 'certificate.done',
          certificate: event.certificate,
          action: event.action,
          version: event.version,
          durationMs: event.durationMs,
        },
        'done',
      ];
    case 'certificate-failed':
      return [
        event.isSilenced === true ? 'debug' : 'error',
        {
          event: 'certificate.failed',
          certificate: event.certificate,
          action: event.action,
          step: event.step,
          ...failureFields(event.failure),
          ...(event.retryAt !== undefined && { retryAt: new Date(event.retryAt).toISOString() }),
          durationMs: event.durationMs,
        },
        `failed at the step ${event.step}: ${event.failure.message}`,
      ];
    case 'certificates-failed':
      return [
        'error',
        {
          event: 'certificates.failed',
          server: event.server,
          count: event.certificates.length,
          certificates: event.certificates.slice(0, mostNames),
        },
        `${event.certificates.length} certificates failed, since the CA does not answer: ${someOf(event.certificates)}`,
      ];
    case 'certificate-parked':
      return [
        'info',
        {
          event: 'certificate.parked',
          certificate: event.certificate,
          action: event.action,
          until: new Date(event.until).toISOString(),
          durationMs: event.durationMs,
        },
        'its records are not visible yet: the wait goes on beside other work',
      ];
    case 'plugin-done':
      return [
        'debug',
        { event: 'plugin.done', certificate: event.certificate, plugin: event.plugin },
        'post-issue step done',
      ];
    case 'plugin-failed':
      return [
        'error',
        {
          event: 'plugin.failed',
          certificate: event.certificate,
          plugin: event.plugin,
          ...failureFields(event.failure),
        },
        `post-issue step failed: ${event.failure.message}`,
      ];
    case 'notice':
      return ['warn', { event: 'certificate.waiting', certificate: event.certificate }, event.message];
    case 'pass-ended':
      return [
        'info',
        {
          event: 'pass.ended',
          pass: event.pass,
          changed: event.changed,
          failed: event.failed,
          durationMs: event.durationMs,
        },
        event.failed === 0 ? 'the pass is over' : `the pass is over, ${event.failed} failed`,
      ];
  }
}

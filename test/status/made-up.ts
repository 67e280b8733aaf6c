import type { CertificateStatus } from '../../core/issuance/status/certificate-status.js';
import type { StatusReport } from '../../core/status/report.js';
import { around } from './dated-pem.js';

export const now = Date.parse('2030-05-01T00:00:00Z');

/** A certificate that is well, but for what a test says. */
export function status(more: Partial<CertificateStatus> = {}, daysBefore = 10, daysAfter = 80): CertificateStatus {
  const { notBefore, notAfter } = around(now, daysBefore, daysAfter);
  return {
    name: 'a.example',
    domains: ['a.example'],
    state: more.troubles?.[0] ?? 'ok',
    troubles: [],
    version: 1,
    keyType: 'ecdsa256',
    issuer: 'CA',
    serial: '01',
    server: 'https://ca.example/dir',
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    daysLeft: daysAfter,
    next: { action: 'renew', at: new Date(now + 50 * 24 * 3600_000), why: 'policy: a third is left' },
    lastSuccess: undefined,
    lastError: undefined,
    explanationUrl: undefined,
    owedSteps: [],
    differences: [],
    ...more,
  };
}

export function report(certificates: readonly CertificateStatus[], more: Partial<StatusReport> = {}): StatusReport {
  return { at: now, certificates, health: { healthy: true, problems: [] }, passRunningSince: undefined, ...more };
}

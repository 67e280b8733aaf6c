import type { CertificateStatus } from '../issuance/certificate-status.js';

export interface HealthProblem {
  readonly certificate: string;
  /** One sentence without a full stop. */
  readonly reason: string;
}

/** What `letsencrypt-dns health` and `/healthz` say. */
export interface Health {
  readonly healthy: boolean;
  readonly problems: readonly HealthProblem[];
}

/** A renewal that fails is worth an alarm once less than this share of the lifetime is left. */
const alarmingShare = 1 / 4;

/**
 * Whether someone has to look after the certificates: one is expired, or its renewal keeps failing and little time is
 * left. A certificate that was never there is not judged: a mistyped new line is no reason to restart a container.
 * @param now milliseconds since the epoch
 */
export function assessHealth(certificates: readonly CertificateStatus[], now: number): Health {
  const problems = certificates.flatMap((certificate) => {
    const reason = reasonFor(certificate, now);
    return reason === undefined ? [] : [{ certificate: certificate.name, reason }];
  });
  return { healthy: problems.length === 0, problems };
}

function reasonFor({ state, notBefore, notAfter, lastError }: CertificateStatus, now: number): string | undefined {
  // None of this program's business, so nothing that it could be blamed for.
  if (state === 'unmanaged' || notBefore === undefined || notAfter === undefined) return undefined;
  const left = notAfter.getTime() - now;
  if (left <= 0) return `expired ${notAfter.toISOString()}`;
  const lifetime = notAfter.getTime() - notBefore.getTime();
  if (lastError === undefined || left >= lifetime * alarmingShare) return undefined;
  return `its renewal keeps failing and it expires ${notAfter.toISOString()}; last at ${lastError.step}: ${lastError.message}`;
}

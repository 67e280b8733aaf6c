import type { CertificateStatus } from '../issuance/status/certificate-status.js';
import { hangingMs } from './pass-running.js';

export interface HealthProblem {
  /** Undefined where it is about all of them. */
  readonly certificate?: string;
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
 * left; or a pass hangs. A certificate that was never there is not judged: a mistyped new line is no reason to restart a
 * container; nor are steps that are owed, which a restart cannot do any better.
 * @param now milliseconds since the epoch
 * @param passSince when the pass that runs now began; undefined: none does
 * @param standStill where it makes no progress, see `readStandStill`
 */
export function assessHealth(
  certificates: readonly CertificateStatus[],
  now: number,
  passSince?: number,
  standStill?: string,
): Health {
  const problems: HealthProblem[] = certificates.flatMap((certificate) => {
    const reason = reasonFor(certificate, now);
    return reason === undefined ? [] : [{ certificate: certificate.name, reason }];
  });
  if (standStill !== undefined) problems.unshift({ reason: `a pass makes no progress, ${standStill}` });
  else if (passSince !== undefined && now - passSince > hangingMs) {
    problems.unshift({ reason: `a pass has been running since ${new Date(passSince).toISOString()}` });
  }
  return { healthy: problems.length === 0, problems };
}

/** With what somebody has to see to beside the certificates; undefined: nothing. */
export function withProblem(health: Health, reason: string | undefined): Health {
  return reason === undefined ? health : { healthy: false, problems: [{ reason }, ...health.problems] };
}

/** One line for people. */
export function describeProblem({ certificate, reason }: HealthProblem): string {
  return certificate === undefined ? reason : `${certificate}: ${reason}`;
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

import type { BackOff } from '../../scheduler/back-off.js';
import type { PlainFailure } from '../../sdk/plain-failure.js';

/** What is remembered of one certificate between passes and restarts. All moments are milliseconds since the epoch. */
export interface CertificateMemory {
  readonly lastSuccessAt?: number;
  /** What the configuration was at the last success; see `forceRenew` of a certificate. */
  readonly issuedConfiguration?: string;
  readonly lastFailure?: RememberedFailure;
  /** Set while the certificate fails. */
  readonly backOff?: BackOff;
  /** What the configuration was when it failed: a change gives a new try at once. */
  readonly failedConfiguration?: string;
  /** Set from just before an order is made until it came to something: what is left of it after a kill. */
  readonly ordering?: OrderAttempt;
  readonly renewal?: RenewalMemory;
  /** Set by a revocation of ours: no CA need tell. */
  readonly revoked?: RevokedMemory;
  /** Renewals in a row that came long before their time, as the CA wanted them. */
  readonly early?: EarlyRenewals;
}

export interface RevokedMemory {
  /** SHA-256 of the certificate: the next one is not revoked. */
  readonly fingerprint: string;
  readonly at: number;
}

export interface EarlyRenewals {
  readonly count: number;
  /** When the latest one was. */
  readonly at: number;
}

/** An order that was asked for and whose end is not known. */
export interface OrderAttempt {
  readonly at: number;
  /** Orders asked for in a row without an end that is known. */
  readonly count: number;
  readonly configuration: string;
}

export interface RememberedFailure extends PlainFailure {
  readonly at: number;
  readonly step: string;
}

/** What the CA said of a renewal (RFC 9773), for one certificate. */
export interface RenewalMemory {
  /** SHA-256 of the certificate that was asked for: a new one is asked for anew. */
  readonly fingerprint: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  /** Picked at random inside the window, once. */
  readonly renewAt: number;
  /** Not to be asked for again before. */
  readonly askAgainAt: number;
  readonly explanationUrl?: string;
}

/** What is remembered of a certificate that was just issued. */
export function memoryOfSuccess(
  before: CertificateMemory,
  { isEarly }: { readonly isEarly: boolean },
  now: number,
  configuration: string,
): CertificateMemory {
  // Renewals at their time end the row of early ones.
  const early = isEarly ? { count: (before.early?.count ?? 0) + 1, at: now } : undefined;
  return { lastSuccessAt: now, issuedConfiguration: configuration, ...(early !== undefined && { early }) };
}

import type { PlainFailure } from './plain-failure.js';

/** How all certificates stand after a pass, for plugins that watch passes. Words in it are free of secrets. */
export interface PassSummary {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Those that the configuration asks for. */
  readonly certificates: readonly CertificateSummary[];
}

export interface CertificateSummary {
  readonly name: string;
  readonly domains: readonly string[];
  /** Of the certificate on disk; undefined: there is none. */
  readonly notBefore: Date | undefined;
  readonly notAfter: Date | undefined;
  /** Undefined: the last try worked, or there was none yet. */
  readonly failure: CertificateFailure | undefined;
  /** Ids of the plugins whose step for it has not succeeded yet; the next pass tries again. */
  readonly owedSteps?: readonly string[];
}

export interface CertificateFailure extends PlainFailure {
  /** Failures in a row, this one included. */
  readonly inARow: number;
  readonly at: Date;
  readonly step: string;
}

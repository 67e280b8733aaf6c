import { describePlain, type PlainFailure, redactPlain } from './plain-failure.js';

/**
 * Every error that a user may see is a {@link Failure}: what went wrong, where, how to put it right, and whether another
 * try can help. The kind is decided once, where the error arises; everything above only passes it on.
 */

/** The kinds of failure, with what they mean and whether trying again later can help. */
export const failureKinds = {
  CONFIG: { retryable: false, meaning: 'The configuration or the command line is wrong.' },
  AUTHENTICATION: { retryable: false, meaning: 'The DNS provider or the CA refused the credentials or their rights.' },
  ZONE_NOT_FOUND: { retryable: false, meaning: 'The zone is not in the account of the DNS provider.' },
  RECORD_EXISTS: { retryable: false, meaning: 'The record exists already.' },
  RECORD_NOT_FOUND: { retryable: false, meaning: 'The record does not exist.' },
  UNSUPPORTED: { retryable: false, meaning: 'The DNS provider cannot do what was asked.' },
  RATE_LIMITED: { retryable: true, meaning: 'A service asked for fewer requests.' },
  API: { retryable: false, meaning: 'A service refused the request.' },
  SERVER: { retryable: true, meaning: 'A service failed while it answered.' },
  RESPONSE: { retryable: true, meaning: 'A service sent an answer that cannot be understood.' },
  NETWORK: { retryable: true, meaning: 'A service cannot be reached.' },
  TIMEOUT: { retryable: true, meaning: 'A service did not answer in time.' },
  ABORTED: { retryable: true, meaning: 'The work was stopped before it ended.' },
  DNS: { retryable: true, meaning: 'A DNS look-up failed.' },
  PROPAGATION: { retryable: true, meaning: 'A TXT record did not become visible in time.' },
  ACME: { retryable: true, meaning: 'The CA refused the request.' },
  VALIDATION: { retryable: true, meaning: 'The CA could not validate a challenge.' },
  STORE: { retryable: true, meaning: 'A file could not be read or written.' },
  LOCKED: { retryable: true, meaning: 'Another process works on this configuration directory.' },
  LINEAGE: { retryable: false, meaning: 'The files of a certificate on disk are damaged.' },
  PLUGIN: { retryable: true, meaning: 'A post-issue step failed.' },
  DOCKER: { retryable: true, meaning: 'The Docker daemon refused the request or cannot be reached.' },
  INTERNAL: { retryable: false, meaning: 'A mistake in this program.' },
} as const satisfies Record<string, { retryable: boolean; meaning: string }>;

export type FailureCode = keyof typeof failureKinds;

export interface FailureDetails {
  /** What to do about it: one sentence, in the imperative. */
  readonly hint?: string | undefined;
  /** Where: `domains.conf:3:14`, a variable's name, a URL without its query. */
  readonly place?: string | undefined;
  /** The error underneath. */
  readonly cause?: unknown;
  /** Overrides what the kind says. */
  readonly retryable?: boolean | undefined;
  /** Earliest sensible moment for another try, in milliseconds from now (from Retry-After, for instance). */
  readonly retryAfterMs?: number | undefined;
  /** HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** The service's own error type or code (`urn:ietf:params:acme:error:rateLimited`, `81057`). */
  readonly serviceCode?: string | undefined;
  /** Id of the DNS provider that it is a failure of. */
  readonly provider?: string | undefined;
  /** Id of the profile: which of the accounts at that provider. */
  readonly profile?: string | undefined;
}

const brand = Symbol.for('letsencrypt-dns.failure');

/** An error meant for people. Recognise it with {@link isFailure}, never with `instanceof`: packages may bring their own copy. */
export class Failure extends Error {
  readonly [brand] = true;
  readonly code: FailureCode;
  readonly hint: string | undefined;
  readonly place: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;
  readonly serviceCode: string | undefined;
  readonly provider: string | undefined;
  readonly profile: string | undefined;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Failure';
    this.code = code;
    this.hint = details.hint;
    this.place = details.place;
    this.retryable = details.retryable ?? failureKinds[code].retryable;
    this.retryAfterMs = details.retryAfterMs;
    this.status = details.status;
    this.serviceCode = details.serviceCode;
    this.provider = details.provider;
    this.profile = details.profile;
  }
}

/** Whether a thrown value is a {@link Failure} (of this or another copy of the package), optionally of one of some kinds. */
export function isFailure(error: unknown, ...codes: FailureCode[]): error is Failure {
  if (typeof error !== 'object' || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as Failure).code);
}

/** What the system refuses where it has no more of something: wherever that happens, it is no mistake of the program. */
const limits: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  EMFILE: { message: 'too many files are open', hint: 'Raise the limit of open files (ulimit -n) and start it anew' },
  ENFILE: { message: 'too many files are open on this machine', hint: 'Raise the limit of open files of the machine' },
  ENOMEM: { message: 'the system has no more memory', hint: 'Raise the memory limit' },
};

/** Turns whatever was thrown into a {@link Failure}; a foreign error becomes one of kind `fallback`. */
export function toFailure(error: unknown, fallback: FailureCode = 'INTERNAL'): Failure {
  if (isFailure(error)) return error;
  const limit = limits[(error as NodeJS.ErrnoException | undefined)?.code ?? ''];
  if (limit !== undefined) return new Failure('STORE', limit.message, { hint: limit.hint, cause: error });
  if (error instanceof Error && error.name === 'AbortError') return new Failure('ABORTED', 'stopped', { cause: error });
  return new Failure(fallback, error instanceof Error ? error.message : String(error), { cause: error });
}

/**
 * Makes data of whatever was thrown.
 * @param redact takes secrets out of each text: services repeat what they were sent
 */
export function plainFailure(error: unknown, redact: (text: string) => string = (text) => text): PlainFailure {
  return redactPlain(toFailure(error), redact);
}

/** One line for people of whatever was thrown: `message (who, where, HTTP 403). Hint.` */
export function describeFailure(error: unknown): string {
  return describePlain(plainFailure(error));
}

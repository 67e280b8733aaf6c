import type { CertificateFailure, CertificateSummary, PassSummary } from '../../core/sdk/index.js';

export type NoticeKind = 'expired' | 'expiring' | 'failing' | 'owed' | 'recovered';

/** Something that people should know about one certificate. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly certificate: string;
  readonly domains: readonly string[];
  readonly notAfter: Date | undefined;
  readonly failure: CertificateFailure | undefined;
  /** Steps that have not succeeded since it was issued. */
  readonly owedSteps: readonly string[];
}

/** What one address has been told and may still be told. All moments are milliseconds since the epoch. */
export interface Told {
  /** The problem that was reported last, by certificate; gone once it was reported as solved. */
  readonly problems: Readonly<Record<string, { readonly kind: NoticeKind; readonly at: number }>>;
  /** When messages were sent, within the last day. */
  readonly sent: readonly number[];
}

export interface Rules {
  /** Failures in a row that are worth a notice: a single one often passes by itself. */
  readonly afterFailures: number;
  readonly repeatMs: number;
}

export interface Decision {
  /** Empty: nothing is to be sent. */
  readonly notices: readonly Notice[];
  /** What holds once these have been sent. */
  readonly told: Told;
  /** Something is to be said, and too much has been said today. */
  readonly heldBack: boolean;
}

const dayMs = 24 * 3600 * 1000;
const mostMessagesADay = 20;
/** Renewals begin with a third of the lifetime left: with less than this, they have been in vain for some time. */
const nearExpiryShare = 1 / 4;

/** What an address is to be told after a pass. Pure. */
export function decide({ at, certificates }: PassSummary, told: Told, { afterFailures, repeatMs }: Rules): Decision {
  const problems: Record<string, Told['problems'][string]> = {};
  const notices: Notice[] = [];
  for (const certificate of certificates) {
    const { name, domains, notAfter, failure, owedSteps = [] } = certificate;
    const before = told.problems[name];
    const kind = problemOf(certificate, at, afterFailures);
    const notice = { certificate: name, domains, notAfter, failure, owedSteps };
    if (kind !== undefined && (before?.kind !== kind || at - before.at >= repeatMs)) {
      notices.push({ ...notice, kind });
      problems[name] = { kind, at };
    } else if (before !== undefined && kind === undefined && failure === undefined) {
      notices.push({ ...notice, kind: 'recovered' });
    } else if (before !== undefined) {
      problems[name] = before;
    }
  }
  const sent = told.sent.filter((moment) => at - moment < dayMs);
  if (notices.length === 0) return { notices, told: { problems, sent }, heldBack: false };
  if (sent.length >= mostMessagesADay) return { notices: [], told: { ...told, sent }, heldBack: true };
  return { notices, told: { problems, sent: [...sent, at] }, heldBack: false };
}

function problemOf(
  { notBefore, notAfter, failure, owedSteps = [] }: CertificateSummary,
  now: number,
  afterFailures: number,
): NoticeKind | undefined {
  if (notBefore !== undefined && notAfter !== undefined) {
    const left = notAfter.getTime() - now;
    if (left <= 0) return 'expired';
    if (left < (notAfter.getTime() - notBefore.getTime()) * nearExpiryShare) return 'expiring';
  }
  if (failure !== undefined && failure.inARow >= afterFailures) return 'failing';
  return owedSteps.length > 0 ? 'owed' : undefined;
}

import type { CertificateMemory, EarlyRenewals, RenewalMemory } from '../memory/memory.js';
import { plainFingerprint } from '../steps/issued-certificate.js';

const dayMs = 24 * 3600 * 1000;

/** Certificates that live shorter than this, in milliseconds, are renewed at half of their life. */
const shortLifeMs = 10 * dayMs;

/** From so many certificates on, renewals by policy are spread: those issued together should not come together for ever. */
const crowd = 100;

/** By how much of its lifetime a renewal may come earlier for that. */
const spread = 0.1;

/** However late a CA suggests to renew, a tenth of the lifetime is kept for trouble. */
const reserve = 0.1;

/** A renewal before this part of the lifetime has passed is an early one. */
const tooEarly = 1 / 3;

/** How long after an early renewal the next one may come, by how many came in a row, in milliseconds. */
const earlyPauses = [0, 1, 2, 4].map((days) => days * dayMs);
const longestEarlyPauseMs = 7 * dayMs;

export interface RenewalMoment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who chose it: the CA's renewal information, how much of the lifetime is left, or that it is revoked. */
  readonly by: 'ARI' | 'policy' | 'revocation';
  readonly why: string;
  /** The key must not be used again. */
  readonly needsNewKey: boolean;
  /** It comes long before its time. */
  readonly isEarly: boolean;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 in hexadecimal, with or without colons. */
  readonly fingerprint: string;
}

/** What of a certificate's memory bears on the moment. */
type Remembered = Pick<CertificateMemory, 'renewal' | 'revoked' | 'early'>;

/**
 * When a certificate is to be renewed: at once where it is revoked, else as the CA suggests, else when a third of its
 * life is left (a half of a short one).
 * @param count of all certificates: where they are many, each comes up to a tenth of its lifetime earlier
 */
export function renewalMoment(certificate: Validity, memory: Remembered | undefined, count = 1): RenewalMoment {
  const fingerprint = plainFingerprint(certificate.fingerprint);
  if (memory?.revoked?.fingerprint === fingerprint) {
    return {
      at: certificate.notBefore.getTime(),
      by: 'revocation',
      why: 'it is revoked',
      needsNewKey: true,
      isEarly: false,
    };
  }
  const policy = momentByPolicy(certificate, count);
  if (memory?.renewal?.fingerprint !== fingerprint) return policy;
  return momentByCa(certificate, memory.renewal, memory.early, policy);
}

/**
 * CAs tell of a revocation by a window that is over though the certificate is young: so they do of certificates that are
 * going to be revoked (RFC 9773, section 4.2). A CA that always answers so does not get an order in each pass.
 */
function momentByCa(
  { notBefore, notAfter }: Validity,
  renewal: RenewalMemory,
  early: EarlyRenewals | undefined,
  policy: RenewalMoment,
): RenewalMoment {
  const start = notBefore.getTime();
  const lifetime = notAfter.getTime() - start;
  const wanted = Math.round(Math.min(renewal.renewAt, notAfter.getTime() - lifetime * reserve));
  const isRecalled = renewal.windowEnd <= renewal.renewAt && wanted < policy.at;
  const isEarly = isRecalled || wanted < start + lifetime * tooEarly;
  const why = isRecalled
    ? 'the CA wants it replaced at once, as it does with revoked ones'
    : 'the CA suggests to renew it';
  const moment = { at: wanted, by: 'ARI', why, needsNewKey: isRecalled, isEarly } as const;
  if (!isEarly || early === undefined) return moment;
  const pause = earlyPauses[early.count] ?? longestEarlyPauseMs;
  const at = Math.max(wanted, Math.min(early.at + pause, policy.at));
  return at === wanted ? moment : { ...moment, at, why: `${why}; that has been so ${timesInARow(early.count)}` };
}

function timesInARow(count: number): string {
  return count === 1 ? 'once already' : `${count} times in a row`;
}

function momentByPolicy({ notBefore, notAfter, fingerprint }: Validity, count: number): RenewalMoment {
  const end = notAfter.getTime();
  const lifetime = end - notBefore.getTime();
  const isShort = lifetime < shortLifeMs;
  const earlier = count < crowd ? 0 : lifetime * spread * fractionOf(fingerprint);
  const left = (isShort ? lifetime / 2 : lifetime / 3) + earlier;
  const share = isShort ? 'half' : 'a third';
  const why =
    earlier > 0
      ? `${share} of its lifetime is left, or more to spread many renewals`
      : `${share} of its lifetime is left`;
  return { at: Math.round(end - left), by: 'policy', why, needsNewKey: false, isEarly: false };
}

/** Differs from certificate to certificate and stays the same for one: 0 up to 1. */
function fractionOf(fingerprint: string): number {
  const digits = Number.parseInt(plainFingerprint(fingerprint).slice(0, 8), 16);
  return Number.isNaN(digits) ? 0 : digits / 2 ** 32;
}

/** A moment inside the CA's window (RFC 9773, section 4.2), uniformly at random, now at the earliest. */
export function pickRenewalMoment(start: number, end: number, random: number, now: number): number {
  return Math.max(now, Math.round(start + (end - start) * random));
}

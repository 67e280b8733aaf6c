import { plainFingerprint } from './issued-certificate.js';
import type { RenewalMemory } from './memory.js';

const dayMs = 24 * 3600 * 1000;

/** Certificates that live shorter than this, in milliseconds, are renewed at half of their life. */
const shortLifeMs = 10 * dayMs;

/** From so many certificates on, renewals by policy are spread: those issued together should not come together for ever. */
const crowd = 100;

/** By how much of its lifetime a renewal may come earlier for that. */
const spread = 0.1;

/** However late a CA suggests to renew, a tenth of the lifetime is kept for trouble. */
const reserve = 0.1;

export interface RenewalMoment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who chose it: the CA's renewal information, or how much of the lifetime is left. */
  readonly by: 'ARI' | 'policy';
  readonly why: string;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 in hexadecimal, with or without colons. */
  readonly fingerprint: string;
}

/**
 * When a certificate is to be renewed: as the CA suggests, else when a third of its life is left (a half of a short one).
 * @param count of all certificates: where they are many, each comes up to a tenth of its lifetime earlier
 */
export function renewalMoment(certificate: Validity, memory: RenewalMemory | undefined, count = 1): RenewalMoment {
  const end = certificate.notAfter.getTime();
  const lifetime = end - certificate.notBefore.getTime();
  if (memory !== undefined && memory.fingerprint === plainFingerprint(certificate.fingerprint)) {
    const latest = end - lifetime * reserve;
    return { at: Math.round(Math.min(memory.renewAt, latest)), by: 'ARI', why: 'the CA suggests to renew it' };
  }
  const isShort = lifetime < shortLifeMs;
  const earlier = count < crowd ? 0 : lifetime * spread * fractionOf(certificate.fingerprint);
  const left = (isShort ? lifetime / 2 : lifetime / 3) + earlier;
  const share = isShort ? 'half' : 'a third';
  const why =
    earlier > 0
      ? `${share} of its lifetime is left, or more to spread many renewals`
      : `${share} of its lifetime is left`;
  return { at: Math.round(end - left), by: 'policy', why };
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

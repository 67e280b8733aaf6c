import { plainFingerprint } from './issued-certificate.js';
import type { RenewalMemory } from './memory.js';

const dayMs = 24 * 3600 * 1000;

/** Certificates that live shorter than this, in milliseconds, are renewed at half of their life. */
const shortLifeMs = 10 * dayMs;

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

/** When a certificate is to be renewed: as the CA suggests, else when a third of its life is left (a half of a short one). */
export function renewalMoment(certificate: Validity, memory: RenewalMemory | undefined): RenewalMoment {
  const end = certificate.notAfter.getTime();
  const lifetime = end - certificate.notBefore.getTime();
  if (memory !== undefined && memory.fingerprint === plainFingerprint(certificate.fingerprint)) {
    const latest = end - lifetime * reserve;
    return { at: Math.round(Math.min(memory.renewAt, latest)), by: 'ARI', why: 'the CA suggests to renew it' };
  }
  const isShort = lifetime < shortLifeMs;
  const left = isShort ? lifetime / 2 : lifetime / 3;
  return { at: Math.round(end - left), by: 'policy', why: `${isShort ? 'half' : 'a third'} of its lifetime is left` };
}

/** A moment inside the CA's window (RFC 9773, section 4.2), uniformly at random, now at the earliest. */
export function pickRenewalMoment(start: number, end: number, random: number, now: number): number {
  return Math.max(now, Math.round(start + (end - start) * random));
}

import { type KeyObject } from 'node:crypto';
import { makeCertificate, subjectOf } from '../lab/certificate.js';
import { newEcKey, newRsaKey } from '../lab/new-key.js';

/** Real certificates: a root, an intermediate, and leaves issued by it. */

export type TestKey = 'ecdsa256' | 'ecdsa384' | 'rsa2048';

export function makeKey(type: TestKey): string {
  return pemOf(newKey(type));
}

function newKey(type: TestKey): KeyObject {
  if (type === 'rsa2048') return newRsaKey();
  return newEcKey(type === 'ecdsa384' ? 'secp384r1' : 'prime256v1');
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export interface TestPem {
  readonly cert: string;
  readonly chain: string;
  readonly privkey: string;
}

export interface TestAuthority {
  issue(domains: readonly string[], options?: { key?: TestKey; serial?: number; days?: number }): TestPem;
}

/** @param linked whether certificates tell the key of their issuer, or its name alone */
export function makeAuthority(name = 'Test Intermediate', { linked = true } = {}): TestAuthority {
  const root = authority('Test Root');
  const intermediate = authority(name);
  const chain = makeCertificate({ ...intermediate.draft, days: 1000, issuer: root });
  return {
    issue(domains, { key = 'ecdsa256', serial = 0x8d3a01, days = 90 } = {}) {
      const privateKey = newKey(key);
      const commonName = domains[0]?.slice(0, 60) ?? 'nobody';
      const draft = { commonName, key: privateKey, names: domains, days, linked, issuer: intermediate };
      return { cert: makeCertificate({ ...draft, serial: octetsOf(serial) }), chain, privkey: pemOf(privateKey) };
    },
  };
}

/** A root or an intermediate with a new key: what it issues with, and itself as the draft of a certificate. */
function authority(commonName: string) {
  const draft = { commonName, organization: 'Test', key: newKey('ecdsa256'), isAuthority: true };
  return { draft, subject: subjectOf(draft), key: draft.key };
}

function octetsOf(serial: number): Buffer {
  const digits = serial.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}

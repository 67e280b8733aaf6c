import { createHmac, timingSafeEqual } from 'node:crypto';
import { fromBER } from 'asn1js';
import { PFX } from 'pkijs';
import { deriveKey, purposes } from './derive-key.js';
import type { Scheme } from './scheme.js';

/** The code that authenticates the content of a file (RFC 7292, section 4 and appendix B.3). */
export function computeMac(
  content: Uint8Array,
  passphrase: string,
  hash: Scheme['hash'],
  salt: Buffer,
  rounds: number,
): Buffer {
  const size = hash === 'sha1' ? 20 : 32;
  const key = deriveKey(passphrase, { hash, purpose: purposes.mac, salt, iterations: rounds, size });
  return createHmac(hash, key).update(content).digest();
}

/** More rounds than anybody asks for; a damaged file must not keep us busy. */
const mostRounds = 1_000_000;

/** Whether a file was made with this passphrase and scheme. What cannot be parsed was not. */
export function isMadeWith(file: Uint8Array, passphrase: string, scheme: Scheme): boolean {
  const pfx = parse(file);
  const mac = pfx?.macData;
  if (pfx === undefined || mac === undefined || mac.mac.digestAlgorithm.algorithmId !== scheme.hashOid) return false;
  const rounds = mac.iterations ?? 1;
  if (rounds > mostRounds) return false;
  const content = Buffer.from(pfx.authSafe.content.getValue());
  const salt = Buffer.from(mac.macSalt.getValue());
  const expected = Buffer.from(mac.mac.digest.getValue());
  const actual = computeMac(content, passphrase, scheme.hash, salt, rounds);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function parse(file: Uint8Array): PFX | undefined {
  try {
    return new PFX({ schema: fromBER(new Uint8Array(file).buffer).result });
  } catch {
    return undefined;
  }
}

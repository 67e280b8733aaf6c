import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { parseAs } from './parse.js';
import { Problem } from './problem.js';

const coordinate = z.string().max(64);
const EcKey = z.object({ kty: z.literal('EC'), crv: z.enum(['P-256', 'P-384']), x: coordinate, y: coordinate });
/** 8,192 bits, and an exponent of 32: larger ones cost more time than a stranger may have. */
const RsaKey = z.object({ kty: z.literal('RSA'), n: z.string().max(1366), e: z.string().max(6) });
const Jwk = z.discriminatedUnion('kty', [EcKey, RsaKey]);

/** The public key that signs requests. */
export interface AccountKey {
  readonly key: KeyObject;
  readonly algorithm: Algorithm;
  /** RFC 7638. */
  readonly thumbprint: string;
}

export const algorithms = ['ES256', 'ES384', 'RS256'] as const;
export type Algorithm = (typeof algorithms)[number];

const smallestRsa = 2048;

/** @throws Problem malformed, badPublicKey */
export function importKey(value: unknown): AccountKey {
  if (typeof value === 'object' && value !== null && 'd' in value) throw new Problem('malformed', 'the jwk is private');
  const jwk = parseAs(Jwk, value, 'jwk');
  const key = createKey(jwk);
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < smallestRsa)
    throw new Problem('badPublicKey', `an RSA key of ${bits} bits is too short`);
  const algorithm = jwk.kty === 'RSA' ? 'RS256' : jwk.crv === 'P-256' ? 'ES256' : 'ES384';
  return { key, algorithm, thumbprint: thumbprintOf(key) };
}

function createKey(jwk: z.infer<typeof Jwk>): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch (error) {
    throw new Problem('badPublicKey', `the key cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

/** RFC 7638: SHA-256 over the required members, in lexicographic order. */
export function thumbprintOf(key: KeyObject): string {
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

/** ECDSA signatures are the two numbers side by side, not DER (RFC 7518 section 3.4). */
export function signatureIsValid({ key, algorithm }: AccountKey, content: string, signature: Buffer): boolean {
  const hash = algorithm === 'ES384' ? 'sha384' : 'sha256';
  return verify(hash, Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

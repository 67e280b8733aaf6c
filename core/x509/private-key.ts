import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { encode, encodeOid, tags } from './encode-der.js';

/**
 * A private key in PEM, or parsed already. Whoever has it parsed hands that on: to parse it takes ten times as long as to
 * sign with it.
 */
export type PrivateKey = string | KeyObject;

/** The key itself. @throws what node:crypto throws for a text that is no private key */
export function parsedKey(key: PrivateKey): KeyObject {
  return typeof key === 'string' ? createPrivateKey(key) : key;
}

const ecPublicKey = '1.2.840.10045.2.1';
/** RFC 5480, section 2.1.1.1, by their names in a JWK. */
const curves: Readonly<Record<string, string>> = {
  'P-256': '1.2.840.10045.3.1.7',
  'P-384': '1.3.132.0.34',
  'P-521': '1.3.132.0.35',
};
const uncompressedPoint = [0x00, 0x04];

/** The public half of a key in DER, as a certificate names it (SubjectPublicKeyInfo, RFC 5480 for the usual curves). */
export function publicKeyInfo(key: KeyObject): Buffer {
  const publicKey = createPublicKey(key);
  // OpenSSL takes twenty times as long to encode it as to tell the point.
  const { crv = '', x, y } = key.asymmetricKeyType === 'ec' ? publicKey.export({ format: 'jwk' }) : {};
  const curve = curves[crv];
  if (curve === undefined || x === undefined || y === undefined)
    return publicKey.export({ type: 'spki', format: 'der' });
  const point = [x, y].map((coordinate) => Buffer.from(coordinate, 'base64url'));
  return encode(
    tags.sequence,
    encode(tags.sequence, encodeOid(ecPublicKey), encodeOid(curve)),
    encode(tags.bitString, Buffer.from(uncompressedPoint), ...point),
  );
}

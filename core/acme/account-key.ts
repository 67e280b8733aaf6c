import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, KeyObject } from 'node:crypto';
import { Failure } from '../sdk/failure.js';

/**
 * An account key from certbot's `private_key.json` (a JWK, RSA or EC), from PEM, or as it is.
 * @throws Failure STORE where it is no private key that ACME can use
 */
export function importAccountKey(source: JsonWebKey | string | KeyObject): KeyObject {
  const key = readKey(source);
  const usable = key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ec';
  if (key.type === 'private' && usable) return key;
  throw new Failure('STORE', 'the account key is no private RSA or EC key', { retryable: false });
}

function readKey(source: JsonWebKey | string | KeyObject): KeyObject {
  if (source instanceof KeyObject) return source;
  try {
    return typeof source === 'string' ? createPrivateKey(source) : createPrivateKey({ key: source, format: 'jwk' });
  } catch {
    // Its words may quote the key, so it is no cause to keep.
    throw new Failure('STORE', 'the account key cannot be read', { retryable: false });
  }
}

/** As certbot keeps it in `private_key.json`. */
export function exportAccountKey(key: KeyObject): JsonWebKey {
  return key.export({ format: 'jwk' });
}

/** Certbot's name for an account folder: the MD5 of the public key's PEM. */
export function accountFolderName(key: KeyObject): string {
  const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  return createHash('md5').update(pem).digest('hex');
}

/** RFC 7638: the hash of the required members in alphabetical order, base64url. */
export function accountThumbprint(key: KeyObject): string {
  return createHash('sha256')
    .update(JSON.stringify(publicJwk(key)))
    .digest('base64url');
}

const jwks = new WeakMap<KeyObject, JsonWebKey>();

/** The public half of an account's key, its members in alphabetical order; made once, since every message wants it. */
export function publicJwk(key: KeyObject): JsonWebKey {
  const known = jwks.get(key);
  if (known !== undefined) return known;
  const members = createPublicKey(key).export({ format: 'jwk' });
  const names = Object.keys(members).sort();
  const jwk: JsonWebKey = Object.fromEntries(names.map((name) => [name, members[name]]));
  jwks.set(key, jwk);
  return jwk;
}

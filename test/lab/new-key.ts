import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/**
 * A new EC key that shares nothing with what made it: with Node's own key objects tests would stand still as well, see
 * `ParsedKey` in `core/acme/keys.ts`.
 * @param namedCurve by any of its names
 */
export function newEcKey(namedCurve = 'P-256'): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return createPrivateKey(privateKey);
}

/** The same of RSA. @param modulusLength in bits */
export function newRsaKey(modulusLength = 2048): KeyObject {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return createPrivateKey(privateKey);
}

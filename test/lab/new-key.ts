import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A new EC key that shares nothing with what made it, for the reason that `core/acme/keys.ts` tells. */
export function newEcKey(namedCurve: 'P-256' | 'P-384' = 'P-256'): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return createPrivateKey(privateKey);
}

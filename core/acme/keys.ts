import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** LETSENCRYPT_KEY_TYPE. */
export type KeyType = 'rsa' | 'rsa4096' | 'ecdsa' | 'ecdsa384';

const generate = promisify(generateKeyPair);
const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;

/** A new private key, PKCS#8 PEM; made by node's thread pool, off the event loop. */
export async function generatePrivateKey(type: KeyType): Promise<string> {
  const { privateKey } = await (type === 'rsa' || type === 'rsa4096' ? generateRsa(type) : generateEc(type));
  return privateKey;
}

function generateRsa(type: 'rsa' | 'rsa4096') {
  return generate('rsa', { modulusLength: type === 'rsa' ? 2048 : 4096, publicKeyEncoding, privateKeyEncoding });
}

function generateEc(type: 'ecdsa' | 'ecdsa384') {
  return generate('ec', { namedCurve: type === 'ecdsa' ? 'P-256' : 'P-384', publicKeyEncoding, privateKeyEncoding });
}

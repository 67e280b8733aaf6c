import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '../sdk/failure.js';

/** The kind of a private key: `rsa3072`, `ecdsa384`; `rsa` and `ecdsa` alone are 2048 bits and P-256. */
export type KeyType = `rsa${number | ''}` | `ecdsa${number | ''}` | 'other';

const generate = promisify(generateKeyPair);
const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;

/**
 * A new private key, PKCS#8 PEM; made by node's thread pool, off the event loop.
 * @throws Failure UNSUPPORTED for a kind that cannot be made
 */
export async function generatePrivateKey(type: KeyType): Promise<string> {
  const [, family, digits = ''] = /^(rsa|ecdsa)(\d*)$/.exec(type) ?? [];
  const size = digits === '' ? undefined : Number(digits);
  if (family === 'rsa') return generateRsa(size ?? 2048);
  const curve = curves[size ?? 256];
  if (family === undefined || curve === undefined)
    throw new Failure('UNSUPPORTED', `a key of type ${type} cannot be made`);
  const { privateKey } = await generate('ec', { namedCurve: curve, publicKeyEncoding, privateKeyEncoding });
  return privateKey;
}

const curves: Readonly<Record<number, string>> = { 256: 'P-256', 384: 'P-384', 521: 'P-521' };

async function generateRsa(modulusLength: number): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength, publicKeyEncoding, privateKeyEncoding });
  return privateKey;
}

import { generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '../sdk/failure.js';

/** The kind of a private key: `rsa3072`, `ecdsa384`; `rsa` and `ecdsa` alone are 2048 bits and P-256. */
export type KeyType = `rsa${number | ''}` | `ecdsa${number | ''}` | 'other';

const generate = promisify(generateKeyPair);

/** A private key twice: as it is written down, and as it works. */
export interface ParsedKey {
  /** PKCS#8. Never to be logged. */
  readonly pem: string;
  readonly key: KeyObject;
}

/** {@link generateKey} for whoever only writes it down. */
export async function generatePrivateKey(type: KeyType): Promise<string> {
  return (await generateKey(type)).pem;
}

/**
 * A new private key; one of RSA is made by node's thread pool, off the event loop, as it takes a tenth of a second and more.
 * @throws Failure UNSUPPORTED for a kind that cannot be made
 */
export async function generateKey(type: KeyType): Promise<ParsedKey> {
  const [, family, digits = ''] = /^(rsa|ecdsa)(\d*)$/.exec(type) ?? [];
  const size = digits === '' ? undefined : Number(digits);
  if (family === 'rsa') return withPem(await generate('rsa', { modulusLength: size ?? 2048 }));
  const curve = curves[size ?? 256];
  if (family === undefined || curve === undefined)
    throw new Failure('UNSUPPORTED', `a key of type ${type} cannot be made`);
  return withPem(generateKeyPairSync('ec', { namedCurve: curve }));
}

const curves: Readonly<Record<number, string>> = { 256: 'P-256', 384: 'P-384', 521: 'P-521' };

function withPem({ privateKey }: { readonly privateKey: KeyObject }): ParsedKey {
  return { pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), key: privateKey };
}

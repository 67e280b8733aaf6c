import { createECDH, createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '../sdk/failure.js';

/** The kind of a private key: `rsa3072`, `ecdsa384`; `rsa` and `ecdsa` alone are 2048 bits and P-256. */
export type KeyType = `rsa${number | ''}` | `ecdsa${number | ''}` | 'other';

const generate = promisify(generateKeyPair);

/**
 * A private key twice: as it is written down, and as it works. Not the key object that Node makes with a pair: as long as what
 * made the pair is not collected they share a lock, and Node 20 stands still for ever where it is collected while one of them
 * is exported.
 */
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
  if (family === 'rsa') return newRsaKey(size ?? 2048);
  const curve = curves[size ?? 256];
  if (family === undefined || curve === undefined)
    throw new Failure('UNSUPPORTED', `a key of type ${type} cannot be made`);
  return newEcKey(curve);
}

interface Curve {
  /** In a JWK (RFC 7518, section 6.2.1.1), and OpenSSL's own name. */
  readonly crv: string;
  readonly name: string;
  /** Of a coordinate, in bytes. */
  readonly size: number;
}

const curves: Readonly<Record<number, Curve>> = {
  256: { crv: 'P-256', name: 'prime256v1', size: 32 },
  384: { crv: 'P-384', name: 'secp384r1', size: 48 },
  521: { crv: 'P-521', name: 'secp521r1', size: 66 },
};

async function newRsaKey(modulusLength: number): Promise<ParsedKey> {
  const { privateKey: pem } = await generate('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { pem, key: createPrivateKey(pem) };
}

/** By its parts, since OpenSSL takes four times as long to parse its PEM. */
function newEcKey({ crv, name, size }: Curve): ParsedKey {
  const pair = createECDH(name);
  const point = pair.generateKeys();
  const secret = pair.getPrivateKey();
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv,
      x: point.subarray(1, 1 + size).toString('base64url'),
      y: point.subarray(1 + size).toString('base64url'),
      // Its leading zeros are left out (RFC 7518, section 6.2.2.1, wants them).
      d: Buffer.concat([Buffer.alloc(size - secret.length), secret]).toString('base64url'),
    },
  });
  return { pem: key.export({ type: 'pkcs8', format: 'pem' }).toString(), key };
}

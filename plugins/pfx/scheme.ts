import { createCipheriv, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Integer, Null, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import { AlgorithmIdentifier } from 'pkijs';
import { deriveKey, purposes } from './derive-key.js';

/** Rounds of the key derivations. */
export const iterations = 10_000;

/** In bytes. */
const saltSize = 16;

/** How a file is protected. */
export interface Scheme {
  /** Of the message authentication code. */
  readonly hash: 'sha1' | 'sha256';
  readonly hashOid: string;
  encrypt(plain: Uint8Array, passphrase: string): Promise<Encrypted>;
}

export interface Encrypted {
  readonly algorithm: AlgorithmIdentifier;
  readonly data: Buffer;
}

/** PBES2 with PBKDF2, HMAC-SHA-256 and AES-256-CBC (RFC 8018, sections 5.2 and 6.2). */
export const modernScheme: Scheme = {
  hash: 'sha256',
  hashOid: '2.16.840.1.101.3.4.2.1',
  async encrypt(plain, passphrase) {
    const salt = randomBytes(saltSize);
    const vector = randomBytes(16);
    // PBKDF2 takes the passphrase as UTF-8, unlike the derivations of PKCS#12 itself.
    const key = await promisify(pbkdf2)(Buffer.from(passphrase), salt, iterations, 32, 'sha256');
    const derivation = new Sequence({
      value: [octets(salt), new Integer({ value: iterations }), identifier(hmacWithSha256, new Null())],
    });
    const algorithm = new AlgorithmIdentifier({
      algorithmId: '1.2.840.113549.1.5.13',
      algorithmParams: new Sequence({
        value: [identifier('1.2.840.113549.1.5.12', derivation), identifier('2.16.840.1.101.3.4.1.42', octets(vector))],
      }),
    });
    return { algorithm, data: encipher('aes-256-cbc', key, vector, plain) };
  },
};

const hmacWithSha256 = '1.2.840.113549.2.9';

/** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292, appendix C), which old programs know. */
export const legacyScheme: Scheme = {
  hash: 'sha1',
  hashOid: '1.3.14.3.2.26',
  async encrypt(plain, passphrase) {
    const salt = randomBytes(saltSize);
    const derivation = { hash: 'sha1', salt, iterations } as const;
    const key = deriveKey(passphrase, { ...derivation, purpose: purposes.key, size: 24 });
    const vector = deriveKey(passphrase, { ...derivation, purpose: purposes.initialVector, size: 8 });
    const algorithm = new AlgorithmIdentifier({
      algorithmId: '1.2.840.113549.1.12.1.3',
      algorithmParams: new Sequence({ value: [octets(salt), new Integer({ value: iterations })] }),
    });
    return { algorithm, data: encipher('des-ede3-cbc', key, vector, plain) };
  },
};

function encipher(cipher: string, key: Buffer, vector: Buffer, plain: Uint8Array): Buffer {
  const encryption = createCipheriv(cipher, key, vector);
  return Buffer.concat([encryption.update(plain), encryption.final()]);
}

function identifier(oid: string, parameters: Sequence | OctetString | Null): Sequence {
  return new Sequence({ value: [new ObjectIdentifier({ value: oid }), parameters] });
}

/** An OCTET STRING; asn1js wants an ArrayBuffer of its own. */
export function octets(bytes: Uint8Array): OctetString {
  return new OctetString({ valueHex: new Uint8Array(bytes).buffer });
}

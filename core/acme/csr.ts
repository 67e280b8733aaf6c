import { type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { Failure } from '../sdk/failure.js';
import { encode, encodeOid, tags } from '../x509/encode-der.js';
import { type PrivateKey, parsedKey, publicKeyInfo } from '../x509/private-key.js';

const signInPool = promisify(sign);

const oids = {
  extensionRequest: encodeOid('1.2.840.113549.1.9.14'),
  subjectAltName: encodeOid('2.5.29.17'),
};
/** RFC 5758, section 3.2: a hash as long as the curve, as CAs want it. */
const ecdsaWithSha256 = { digest: 'sha256', oid: '1.2.840.10045.4.3.2' };
const ecdsaWith: Readonly<Record<string, typeof ecdsaWithSha256>> = {
  secp384r1: { digest: 'sha384', oid: '1.2.840.10045.4.3.3' },
  secp521r1: { digest: 'sha512', oid: '1.2.840.10045.4.3.4' },
};
const dnsNameTag = 0x82;
const attributesTag = 0xa0;
const nullElement = Buffer.from([0x05, 0x00]);

/**
 * A certificate request (RFC 2986) in DER for these names, with an empty subject, as the CA/B Forum now wants it: names
 * stand in the subject alternative names only. A signature of RSA is made in node's thread pool.
 * @param privateKey that of the certificate, new or kept
 * @throws Failure LINEAGE where the key is no RSA or EC key
 */
export async function createCsr(domains: readonly string[], privateKey: PrivateKey): Promise<Buffer> {
  const key = readPrivateKey(privateKey);
  const { algorithm, digest } = signatureOf(key);
  const names = domains.map((domain) => encode(dnsNameTag, Buffer.from(domain, 'ascii')));
  const alternativeNames = encode(
    tags.sequence,
    oids.subjectAltName,
    encode(tags.octetString, encode(tags.sequence, ...names)),
  );
  const extensions = encode(tags.set, encode(tags.sequence, alternativeNames));
  const information = encode(
    tags.sequence,
    encode(tags.integer, Buffer.from([0])),
    encode(tags.sequence),
    publicKeyInfo(key),
    encode(attributesTag, encode(tags.sequence, oids.extensionRequest, extensions)),
  );
  // To hand an elliptic curve's over to a thread takes longer than to make it.
  const signature =
    key.asymmetricKeyType === 'ec' ? sign(digest, information, key) : await signInPool(digest, information, key);
  return encode(tags.sequence, information, algorithm, encode(tags.bitString, Buffer.from([0]), signature));
}

function readPrivateKey(key: PrivateKey): KeyObject {
  try {
    return parsedKey(key);
  } catch {
    throw new Failure('LINEAGE', 'the private key cannot be read');
  }
}

function signatureOf(key: KeyObject): { readonly algorithm: Buffer; readonly digest: string } {
  if (key.asymmetricKeyType === 'rsa') {
    return { digest: 'sha256', algorithm: encode(tags.sequence, encodeOid('1.2.840.113549.1.1.11'), nullElement) };
  }
  if (key.asymmetricKeyType !== 'ec') throw new Failure('LINEAGE', 'the private key is no RSA or EC key');
  const { digest, oid } = ecdsaWith[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? ecdsaWithSha256;
  return { digest, algorithm: encode(tags.sequence, encodeOid(oid)) };
}

import { generateKeyPairSync, sign } from 'node:crypto';
import { encode, encodeOid, tags } from '../../core/x509/encode-der.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const algorithm = encode(tags.sequence, encodeOid('1.2.840.10045.4.3.2'));
const utf8String = 0x0c;
const utcTime = 0x17;

export interface CertificateParts {
  readonly subject: string;
  readonly issuer: string;
  /** In hexadecimal, as it stands in the DER. */
  readonly serial?: string;
  readonly authorityKeyIdentifier?: string;
}

/** A certificate in PEM, as good as node's parser asks for. */
export function makeCertificate({ subject, issuer, serial = '01', authorityKeyIdentifier }: CertificateParts): string {
  const validity = ['260101000000Z', '360101000000Z'].map((time) => encode(utcTime, Buffer.from(time)));
  const body = encode(
    tags.sequence,
    encode(0xa0, encode(tags.integer, Buffer.from([2]))),
    encode(tags.integer, Buffer.from(serial, 'hex')),
    algorithm,
    name(issuer),
    encode(tags.sequence, ...validity),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(authorityKeyIdentifier === undefined ? [] : [extensions(authorityKeyIdentifier)]),
  );
  const signature = encode(tags.bitString, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = encode(tags.sequence, body, algorithm, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

export function issuedBy(subject: string, issuer: string): string {
  return makeCertificate({ subject, issuer });
}

function name(commonName: string): Buffer {
  const attribute = encode(tags.sequence, encodeOid('2.5.4.3'), encode(utf8String, Buffer.from(commonName)));
  return encode(tags.sequence, encode(tags.set, attribute));
}

function extensions(keyIdentifier: string): Buffer {
  const value = encode(tags.sequence, encode(0x80, Buffer.from(keyIdentifier, 'hex')));
  const extension = encode(tags.sequence, encodeOid('2.5.29.35'), encode(tags.octetString, value));
  return encode(0xa3, encode(tags.sequence, extension));
}

export const certificatePem = issuedBy('example.com', 'Fake CA');

/** With the serial number and key identifier of the example of RFC 9773, section 4.1. */
export const rfc9773Certificate = makeCertificate({
  subject: 'example.com',
  issuer: 'Example CA',
  serial: '0087654321',
  authorityKeyIdentifier: '69885b6b87464041e1b37b847ba0ae2cde01c8d4',
});

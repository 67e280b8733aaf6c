import { randomBytes, webcrypto } from 'node:crypto';
import { Integer, PrintableString, Utf8String } from 'asn1js';
import { AttributeTypeAndValue, Certificate, type Extension, PublicKeyInfo, RelativeDistinguishedNames } from 'pkijs';

export interface KeyPair {
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: PublicKeyInfo;
  /** SHA-1 of the public key's bits (RFC 5280 section 4.2.1.2). */
  readonly keyId: ArrayBuffer;
}

export interface CertificateDraft {
  readonly serial: Buffer;
  /** Empty subject when `undefined`. */
  readonly subject: string | undefined;
  readonly issuer: string;
  /** Milliseconds since 1970; certificates keep whole seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: PublicKeyInfo;
  readonly extensions: readonly Extension[];
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' };

export async function createKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const info = PublicKeyInfo.fromBER(await webcrypto.subtle.exportKey('spki', publicKey));
  return { privateKey, publicKey: info, keyId: await keyIdOf(info) };
}

export function keyIdOf(key: PublicKeyInfo): Promise<ArrayBuffer> {
  return webcrypto.subtle.digest('SHA-1', key.subjectPublicKey.valueBlock.valueHexView);
}

/** The content octets of a positive INTEGER: with a zero before it where the first bit is set. */
export function randomSerial(): Buffer {
  const bytes = randomBytes(16);
  const first = bytes.readUInt8(0);
  if (first === 0) bytes.writeUInt8(1, 0);
  return first < 0x80 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]);
}

/** Signs a certificate, in DER. */
export async function issueCertificate(draft: CertificateDraft, signer: webcrypto.CryptoKey): Promise<Buffer> {
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ valueHex: new Uint8Array(draft.serial).buffer });
  certificate.issuer = distinguishedName(draft.issuer);
  certificate.subject = distinguishedName(draft.subject);
  certificate.notBefore.value = wholeSeconds(draft.notBefore);
  certificate.notAfter.value = wholeSeconds(draft.notAfter);
  certificate.subjectPublicKeyInfo = draft.publicKey;
  certificate.extensions = [...draft.extensions];
  await certificate.sign(signer, 'SHA-256');
  return Buffer.from(certificate.toSchema(true).toBER());
}

function wholeSeconds(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1000) * 1000);
}

function distinguishedName(commonName: string | undefined): RelativeDistinguishedNames {
  if (commonName === undefined) return new RelativeDistinguishedNames();
  const organization = new AttributeTypeAndValue({
    type: '2.5.4.10',
    value: new PrintableString({ value: 'Rehearsal' }),
  });
  const name = new AttributeTypeAndValue({ type: '2.5.4.3', value: new Utf8String({ value: commonName }) });
  const isHost = commonName.includes('.');
  return new RelativeDistinguishedNames({ typesAndValues: isHost ? [name] : [organization, name] });
}

export function toPem(der: Buffer, label = 'CERTIFICATE'): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

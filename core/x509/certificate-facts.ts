import { type KeyObject, X509Certificate } from 'node:crypto';
import { recently } from '../sdk/recent.js';
import { commonName } from './common-name.js';
import { type DerElement, derChildren, readDer } from './decode-der.js';

/** `rsa2048`, `rsa4096`, `ecdsa256` (P-256), `ecdsa384` (P-384), and what else may stand on an old volume. */
export type KeyType = `rsa${number}` | `ecdsa${number}` | 'other';

/** What is read from a leaf certificate. */
export interface CertificateFacts {
  /** The DNS names of the subject alternative names, in their order; never the common name. */
  readonly domains: readonly string[];
  /** Upper-case hexadecimal, as openssl prints it. */
  readonly serial: string;
  readonly issuerCommonName: string | undefined;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 of the DER encoding: upper-case pairs with colons. */
  readonly fingerprint: string;
  readonly keyType: KeyType;
  /** Authority key identifier in lower-case hexadecimal, where the certificate has one. */
  readonly aki: string | undefined;
  /** The name of the certificate in ACME Renewal Information (RFC 9773 section 4.1), where it has an authority key identifier. */
  readonly ariId: string | undefined;
}

const subjectAlternativeName = '551d11';
const authorityKeyIdentifier = '551d23';
const dnsNameTag = 0x82;
const keyIdentifierTag = 0x80;
const extensionsTag = 0xa3;
const versionTag = 0xa0;

interface TbsFields {
  readonly serial: Buffer;
  readonly extensions: ReadonlyMap<string, Buffer>;
}

/** Walks the certificate to its extensions (RFC 5280 section 4.1): node:crypto shows neither the AKI nor the serial's bytes. */
function readTbs(der: Buffer): TbsFields {
  const fields = derChildren(derChildren(readDer(der, 0)?.content ?? Buffer.alloc(0))[0]?.content ?? Buffer.alloc(0));
  const serialIndex = fields[0]?.tag === versionTag ? 1 : 0;
  const wrapper = fields.find((field: DerElement) => field.tag === extensionsTag);
  const extensions = new Map<string, Buffer>();
  for (const extension of derChildren(
    derChildren(wrapper?.content ?? Buffer.alloc(0))[0]?.content ?? Buffer.alloc(0),
  )) {
    const parts = derChildren(extension.content);
    const id = parts[0]?.content.toString('hex');
    const value = parts.at(-1)?.content;
    if (id !== undefined && value !== undefined) extensions.set(id, value);
  }
  return { serial: fields[serialIndex]?.content ?? Buffer.alloc(0), extensions };
}

function listMembers(extension: Buffer | undefined): DerElement[] {
  return extension === undefined ? [] : derChildren(readDer(extension, 0)?.content ?? Buffer.alloc(0));
}

/** The type of a public or private key. */
export function readKeyType(key: KeyObject): KeyType {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'rsa') return `rsa${details?.modulusLength ?? 0}`;
  switch (details?.namedCurve) {
    case 'prime256v1':
      return 'ecdsa256';
    case 'secp384r1':
      return 'ecdsa384';
    case 'secp521r1':
      return 'ecdsa521';
    default:
      return 'other';
  }
}

/** Reads the facts of a parsed certificate. */
export function readCertificateFacts(certificate: X509Certificate): CertificateFacts {
  const { serial, extensions } = readTbs(certificate.raw);
  const names = listMembers(extensions.get(subjectAlternativeName));
  const aki = listMembers(extensions.get(authorityKeyIdentifier)).find(({ tag }) => tag === keyIdentifierTag)?.content;
  return {
    domains: names
      .filter(({ tag }) => tag === dnsNameTag)
      .map(({ content }) => content.toString('latin1').toLowerCase()),
    serial: certificate.serialNumber,
    issuerCommonName: commonName(certificate.issuer),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    keyType: readKeyType(certificate.publicKey),
    aki: aki?.toString('hex'),
    ariId: aki === undefined ? undefined : `${aki.toString('base64url')}.${serial.toString('base64url')}`,
  };
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** What has come is looked at several times until it is saved, and thousands of certificates have a handful of issuers. */
const parseRecent = recently(64, (block) => new X509Certificate(block));

/** The first certificate of a PEM text. @throws Error where it cannot be read */
export function parseCertificate(pem: string): X509Certificate {
  return parseRecent(pem.match(certificateBlock)?.[0] ?? pem);
}

/** The certificates of a PEM text, in their order. @throws Error for a block that is no certificate, or cut off */
export function parseCertificates(pem: string): X509Certificate[] {
  const blocks = pem.match(certificateBlock) ?? [];
  const isWhole = blocks.length === pem.split('-----BEGIN ').length - 1 && (blocks.length > 0 || pem.trim() === '');
  if (!isWhole) throw new Error('the text is no whole sequence of certificates');
  return blocks.map(parseRecent);
}

import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { derChildren, readDer } from '../../core/x509/decode-der.js';
import { encode, encodeOid, tags } from '../../core/x509/encode-der.js';
import { publicKeyInfo } from '../../core/x509/private-key.js';

/** A certificate that a test wants; signed here, as a start of openssl for each takes ten times as long. */
export interface CertificateDraft {
  readonly commonName: string;
  readonly organization?: string;
  /** The private key of whom it certifies. */
  readonly key: KeyObject;
  /** Left out: it vouches for itself. */
  readonly issuer?: Issuer;
  readonly days: number;
  /** Its octets; default sixteen, fifteen of them by chance. */
  readonly serial?: Buffer;
  readonly isAuthority?: boolean;
  /** DNS names and IPv4 addresses. */
  readonly names?: readonly string[];
  /** Whether it names its issuer's key; default true. */
  readonly linked?: boolean;
  /** For what keys are used in TLS and by authorities; default without a word about it. */
  readonly withUsage?: boolean;
}

export interface Issuer {
  /** Its subject, as `subjectOf` gives it. */
  readonly subject: Buffer;
  readonly key: KeyObject;
}

const oids = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

const dayMs = 24 * 3600 * 1000;
const yes = encode(0x01, Buffer.from([0xff]));
const algorithm = encode(tags.sequence, encodeOid(oids.ecdsaWithSha256));

/** An X.509 certificate (RFC 5280) in PEM. Keys that sign are of P-256. */
export function makeCertificate(draft: CertificateDraft): string {
  const subject = subjectOf(draft);
  const { issuer = { subject, key: draft.key }, serial = newSerial() } = draft;
  const now = Date.now();
  const positive = (serial[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), serial]) : serial;
  const content = encode(
    tags.sequence,
    encode(0xa0, encode(tags.integer, Buffer.from([2]))),
    encode(tags.integer, positive),
    algorithm,
    issuer.subject,
    encode(tags.sequence, time(now), time(now + draft.days * dayMs)),
    subject,
    publicKeyInfo(draft.key),
    encode(0xa3, encode(tags.sequence, ...extensionsOf(draft, issuer))),
  );
  const signature = encode(tags.bitString, Buffer.from([0]), sign('sha256', content, issuer.key));
  const lines = encode(tags.sequence, content, algorithm, signature)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** Begins with no zero, which DER forbids before a small octet: Go, and so Pebble, refuses one in 512 of those that may. */
function newSerial(): Buffer {
  return Buffer.concat([Buffer.from([1]), randomBytes(15)]);
}

/** The name of who is certified, in DER. */
export function subjectOf({ commonName, organization }: Pick<CertificateDraft, 'commonName' | 'organization'>): Buffer {
  const part = (type: string, value: string) =>
    encode(tags.set, encode(tags.sequence, encodeOid(type), encode(0x0c, Buffer.from(value))));
  return encode(
    tags.sequence,
    ...(organization === undefined ? [] : [part(oids.organization, organization)]),
    part(oids.commonName, commonName),
  );
}

function extensionsOf(
  { key, isAuthority = false, names = [], linked = true, withUsage }: CertificateDraft,
  by: Issuer,
) {
  const usage = encode(tags.bitString, Buffer.from(isAuthority ? [1, 0x06] : [7, 0x80]));
  const purposes = [oids.serverAuth, oids.clientAuth].map(encodeOid);
  return [
    extension(oids.basicConstraints, encode(tags.sequence, ...(isAuthority ? [yes] : [])), true),
    extension(oids.subjectKeyIdentifier, encode(tags.octetString, keyIdOf(key))),
    ...(linked ? [extension(oids.authorityKeyIdentifier, encode(tags.sequence, encode(0x80, keyIdOf(by.key))))] : []),
    ...(names.length > 0 ? [extension(oids.subjectAltName, encode(tags.sequence, ...names.map(generalName)))] : []),
    ...(withUsage ? [extension(oids.keyUsage, usage, true)] : []),
    ...(withUsage && !isAuthority ? [extension(oids.extKeyUsage, encode(tags.sequence, ...purposes))] : []),
  ];
}

function extension(type: string, value: Buffer, critical = false): Buffer {
  return encode(tags.sequence, encodeOid(type), ...(critical ? [yes] : []), encode(tags.octetString, value));
}

function generalName(name: string): Buffer {
  if (isIP(name) === 0) return encode(0x82, Buffer.from(name));
  return encode(0x87, isIP(name) === 4 ? Buffer.from(name.split('.').map(Number)) : octetsOfSix(name));
}

function octetsOfSix(address: string): Buffer {
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** SHA-1 of the public key's bits (RFC 5280 section 4.2.1.2). */
function keyIdOf(key: KeyObject): Buffer {
  const [, bits] = derChildren(readDer(publicKeyInfo(key), 0)?.content ?? Buffer.alloc(0));
  // Its first octet counts bits that are none of the key's.
  return createHash('sha1')
    .update(bits?.content.subarray(1) ?? '')
    .digest();
}

/** UTC to the second; none of a test's certificates lasts beyond 2049, from where the form is another. */
function time(at: number): Buffer {
  return encode(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));
}

import { webcrypto } from 'node:crypto';
import { PublicKeyInfo } from 'pkijs';
import { authorityExtensions, leafExtensions } from './extensions.js';
import { createKeyPair, issueCertificate, type KeyPair, keyIdOf, randomSerial, toPem } from './issue-certificate.js';
import type { ProfileSettings, RehearsalOptions } from './options.js';

export interface IssuedLeaf {
  readonly der: Buffer;
  /** Content octets of the serial number, in hexadecimal. */
  readonly serial: string;
  /** RFC 9773 section 4.1: authority key identifier and serial number. */
  readonly certificateId: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Two roots that both signed one intermediate: a default chain and an alternate one. */
export interface Authority {
  readonly rootPem: string;
  readonly alternateRootPem: string;
  /** The intermediate as each root signed it; the first is of the default chain. */
  readonly intermediatePems: readonly [string, string];
  issue(names: readonly string[], publicKey: ArrayBuffer, profile: ProfileSettings, now: number): Promise<IssuedLeaf>;
}

const year = 365 * 24 * 3600 * 1000;
const longestCommonName = 64;

export async function createAuthority(issuers: RehearsalOptions['issuers'] = {}, now: number): Promise<Authority> {
  const rootName = issuers.root ?? 'Rehearsal Root X1';
  const alternateName = issuers.alternateRoot ?? 'Rehearsal Root X2';
  const name = issuers.intermediate ?? 'Rehearsal E1';
  const [root, alternate, intermediate] = await Promise.all([createKeyPair(), createKeyPair(), createKeyPair()]);
  const [rootPem, alternateRootPem, ...intermediatePems] = await Promise.all([
    issueAuthority(rootName, root, rootName, root, now),
    issueAuthority(alternateName, alternate, alternateName, alternate, now),
    issueAuthority(name, intermediate, rootName, root, now),
    issueAuthority(name, intermediate, alternateName, alternate, now),
  ]);
  return {
    rootPem,
    alternateRootPem,
    intermediatePems,
    issue: (names, publicKey, profile, moment) => issueLeaf(names, publicKey, profile, moment, name, intermediate),
  };
}

/** A CA certificate as PEM; a root where subject and issuer are one key. */
export async function issueAuthority(
  subject: string,
  subjectKey: KeyPair,
  issuer: string,
  issuerKey: KeyPair,
  now: number,
): Promise<string> {
  const isRoot = subjectKey === issuerKey;
  const extensions = authorityExtensions(subjectKey.keyId, isRoot ? undefined : issuerKey.keyId, isRoot);
  const validity = { notBefore: now - year / 365, notAfter: now + (isRoot ? 20 : 10) * year };
  const draft = { serial: randomSerial(), subject, issuer, publicKey: subjectKey.publicKey, extensions, ...validity };
  return toPem(await issueCertificate(draft, issuerKey.privateKey));
}

async function issueLeaf(
  names: readonly string[],
  spki: ArrayBuffer,
  profile: ProfileSettings,
  now: number,
  issuer: string,
  issuerKey: KeyPair,
): Promise<IssuedLeaf> {
  const publicKey = PublicKeyInfo.fromBER(spki);
  const isRsa = publicKey.algorithm.algorithmId === '1.2.840.113549.1.1.1';
  const short = names.filter((name) => name.length <= longestCommonName);
  const subject = profile.commonName ? (short.find((name) => !name.startsWith('*')) ?? short[0]) : undefined;
  const leaf = { isRsa, hasSubject: subject !== undefined };
  const extensions = leafExtensions(names, await keyIdOf(publicKey), issuerKey.keyId, leaf);
  const serial = randomSerial();
  const notBefore = Math.floor(now / 1000) * 1000;
  // RFC 5280 counts the last second in.
  const notAfter = notBefore + (profile.lifetimeSeconds - 1) * 1000;
  const draft = { serial, subject, issuer, publicKey, extensions, notBefore, notAfter };
  const der = await issueCertificate(draft, issuerKey.privateKey);
  const certificateId = `${Buffer.from(issuerKey.keyId).toString('base64url')}.${serial.toString('base64url')}`;
  return { der, serial: serial.toString('hex'), certificateId, notBefore, notAfter };
}

/** A root of its own and a certificate of this machine's loopback names, for the CA's HTTPS server. */
export async function createServerIdentity(addresses: readonly string[], now: number) {
  const name = 'Rehearsal HTTPS Root';
  const [root, server] = await Promise.all([createKeyPair(), createKeyPair()]);
  const caPem = await issueAuthority(name, root, name, root, now);
  const profile = { description: '', lifetimeSeconds: 90 * 24 * 3600, commonName: false };
  const leaf = await issueLeaf(addresses, server.publicKey.toSchema().toBER(), profile, now, name, root);
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', server.privateKey));
  return { caPem, certificatePem: toPem(leaf.der), keyPem: toPem(pkcs8, 'PRIVATE KEY') };
}

import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { Failure } from '../sdk/index.js';
import { subjectOf } from '../x509/common-name.js';

/** What there is to say of a certificate: label and value. */
export type Facts = readonly (readonly [string, string])[];

/**
 * Reads a certificate and checks its chain link by link, signature by signature, up to the root.
 * @throws Failure LINEAGE where the chain does not lead to the root
 */
export async function describeCertificate(folder: string, name: string, rootPem: string): Promise<Facts> {
  const live = join(folder, 'live', name);
  const chain = splitPem(await readFile(join(live, 'fullchain.pem'), 'utf8'));
  const [leaf] = chain;
  if (leaf === undefined) throw new Failure('LINEAGE', 'there is no certificate in the chain', { place: live });
  const full = [...chain, new X509Certificate(rootPem)];
  for (const [index, certificate] of full.entries()) checkLink(certificate, full[index + 1] ?? certificate, live);
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey;
  return [
    ['names', (leaf.subjectAltName ?? '').replaceAll('DNS:', '')],
    ['valid', `${day(leaf.validFrom)} to ${day(leaf.validTo)}`],
    ['key', `${asymmetricKeyType} ${asymmetricKeyDetails?.namedCurve ?? asymmetricKeyDetails?.modulusLength ?? ''}`],
    ['serial', leaf.serialNumber.toLowerCase()],
    ['SHA-256', createHash('sha256').update(leaf.raw).digest('hex')],
    ['chain', `${full.map((certificate) => subjectOf(certificate)).join(' ← ')}, verified`],
  ];
}

/** Opens the PKCS#12 file as a TLS server would. @throws Failure LINEAGE */
export async function describePfx(folder: string, name: string): Promise<Facts> {
  const path = join('live', name, 'cert.pfx');
  const pfx = await readFile(join(folder, path));
  try {
    createSecureContext({ pfx, passphrase: '' });
  } catch (error) {
    throw new Failure('LINEAGE', `the PKCS#12 file does not open: ${(error as Error).message}`, { place: path });
  }
  return [['PFX', `${path}, ${pfx.length} bytes, opens with key and chain`]];
}

function checkLink(certificate: X509Certificate, issuer: X509Certificate, place: string): void {
  const isSound = certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  const now = Date.now();
  const isValid = Date.parse(certificate.validFrom) <= now && now < Date.parse(certificate.validTo);
  if (isSound && isValid) return;
  throw new Failure('LINEAGE', `${subjectOf(certificate)} is not a valid certificate of ${subjectOf(issuer)}`, {
    place,
  });
}

function splitPem(text: string): X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

function day(text: string): string {
  return new Date(text).toISOString().slice(0, 10);
}

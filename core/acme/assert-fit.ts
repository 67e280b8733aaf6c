import type { X509Certificate } from 'node:crypto';
import { Failure } from '../sdk/failure.js';
import { parseCertificate, parseCertificates } from '../x509/certificate-facts.js';
import { type PrivateKey, parsedKey } from '../x509/private-key.js';
import type { CertificateFiles } from './chain.js';

export interface WantedCertificate {
  /** Lower-case A-labels; wildcards with their `*.`. */
  readonly domains: readonly string[];
  readonly privateKey: PrivateKey;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** For the failure: where it came from. */
  readonly server: string;
}

const hourMs = 3600 * 1000;

/** Clocks differ; CAs date back by an hour for their sake. A certificate that starts later than this is of no use yet. */
const mostAheadMs = hourMs;

/**
 * Looks whether a certificate is what was ordered, before it takes the place of a good one: its names, its dates, its key,
 * and a chain in which each certificate is signed by the next.
 * @throws Failure RESPONSE that says what is wrong
 */
export function assertFit({ cert, chain }: Pick<CertificateFiles, 'cert' | 'chain'>, wanted: WantedCertificate): void {
  const leaf = parseCertificate(cert);
  const issuers = parseCertificates(chain);
  const fault =
    nameFault(leaf, wanted) ?? dateFault(leaf, wanted) ?? keyFault(leaf, wanted) ?? chainFault(leaf, issuers, wanted);
  if (fault === undefined) return;
  throw new Failure('RESPONSE', `the CA sent a certificate that cannot be used: ${fault.message}`, {
    place: wanted.server,
    hint: fault.hint ?? 'The certificate that is there stays; tell the CA',
  });
}

interface Fault {
  readonly message: string;
  readonly hint?: string;
}

function nameFault({ subjectAltName = '' }: X509Certificate, { domains }: WantedCertificate): Fault | undefined {
  const found = new Set(subjectAltName.split(', ').filter((text) => text !== ''));
  const ordered = new Set(domains.map((domain) => `DNS:${domain}`));
  const missing = domains.filter((domain) => !lowerCased(found).has(`DNS:${domain}`));
  const foreign = [...lowerCased(found)].filter((name) => !ordered.has(name)).map((name) => name.replace(/^DNS:/, ''));
  if (missing.length === 0 && foreign.length === 0) return undefined;
  const parts = [
    ...(missing.length > 0 ? [`it lacks ${few(missing)}`] : []),
    ...(foreign.length > 0 ? [`it is for ${few(foreign)}, which nobody ordered`] : []),
  ];
  return { message: parts.join(', and ') };
}

function lowerCased(names: ReadonlySet<string>): Set<string> {
  return new Set([...names].map((name) => name.replace(/(?<=^DNS:).*/, (domain) => domain.toLowerCase())));
}

function dateFault(leaf: X509Certificate, { now }: WantedCertificate): Fault | undefined {
  const hint = 'Check the clock of this machine; where it is right, tell the CA';
  const [start, end] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  if (!(end > now)) return { message: `it expired at ${leaf.validTo}`, hint };
  if (!(start <= now + mostAheadMs)) return { message: `it is not valid before ${leaf.validFrom}`, hint };
  return undefined;
}

function keyFault(leaf: X509Certificate, { privateKey }: WantedCertificate): Fault | undefined {
  return leaf.checkPrivateKey(parsedKey(privateKey)) ? undefined : { message: 'it is for another key' };
}

function chainFault(
  leaf: X509Certificate,
  issuers: readonly X509Certificate[],
  { now }: WantedCertificate,
): Fault | undefined {
  let below = leaf;
  for (const issuer of issuers) {
    const name = nameOf(issuer);
    if (!isIssuedBy(below, issuer)) return { message: `its chain is broken: ${name} did not sign what is below it` };
    // Further up an expired certificate does no harm: clients know a way around it.
    if (below === leaf && !(Date.parse(issuer.validTo) > now))
      return { message: `its issuer ${name} expired at ${issuer.validTo}` };
    below = issuer;
  }
  return undefined;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function nameOf({ subject }: X509Certificate): string {
  return subject.replaceAll('\n', ', ');
}

/** The first of many names. */
function few(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

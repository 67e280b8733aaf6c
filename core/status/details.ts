import type { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readPemFile } from '../disk/read-file.js';
import { describeFailure, toFailure } from '../sdk/failure.js';
import type { CertificateStore } from '../store/store.js';
import { parseCertificate, parseCertificates } from '../x509/certificate-facts.js';
import { issuerOf, subjectOf } from '../x509/common-name.js';

/** One certificate of a chain, the leaf first. */
export interface ChainLink {
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256, upper-case pairs with colons. */
  readonly fingerprint: string;
  readonly serial: string;
}

/** One version in the archive. */
export interface ArchivedVersion {
  readonly version: number;
  /** Undefined: its file cannot be read. */
  readonly facts?: Pick<ChainLink, 'notBefore' | 'notAfter' | 'issuer'>;
}

/** What is on disk of one certificate, beyond its status. The private key is not read. */
export interface CertificateDetails {
  readonly chain: readonly ChainLink[];
  /** Why the chain cannot be shown. */
  readonly chainProblem: string | undefined;
  /** The latest first; no more than the last ones. */
  readonly versions: readonly ArchivedVersion[];
  /** What servers are configured with, absolute; undefined: there is nothing. */
  readonly files: { readonly fullchain: string; readonly privateKey: string } | undefined;
}

const mostLinks = 10;
const mostVersions = 12;

/**
 * Reads it anew, as services of this host see it. What cannot be read of the files is said.
 * @param isAway the store is out of reach, and there are only the files
 * @throws Failure STORE
 */
export async function readDetails(store: CertificateStore, name: string, isAway: boolean): Promise<CertificateDetails> {
  const isKnown = isAway || (await store.lineages()).some((each) => each.name === name);
  if (!isKnown) return { chain: [], chainProblem: undefined, versions: [], files: undefined };
  const { fullchain, privateKey, archive } = store.publication.paths(name);
  const [{ chain, chainProblem }, versions] = await Promise.all([readChain(fullchain), readVersions(archive)]);
  return { chain, chainProblem, versions, files: { fullchain, privateKey } };
}

async function readChain(path: string): Promise<Pick<CertificateDetails, 'chain' | 'chainProblem'>> {
  try {
    const links = parseCertificates(await readPemFile(path));
    return { chain: links.slice(0, mostLinks).map(linkOf), chainProblem: undefined };
  } catch (error) {
    return { chain: [], chainProblem: describeFailure(toFailure(error, 'STORE')) };
  }
}

async function readVersions(directory: string): Promise<readonly ArchivedVersion[]> {
  const names = await readdir(directory).catch(() => []);
  const numbers = names.flatMap((name) => {
    const [, digits] = /^cert(\d{1,9})\.pem$/.exec(name) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
  const latest = numbers.sort((a, b) => b - a).slice(0, mostVersions);
  return Promise.all(
    latest.map(async (version): Promise<ArchivedVersion> => {
      try {
        return { version, facts: linkOf(parseCertificate(await readPemFile(join(directory, `cert${version}.pem`)))) };
      } catch {
        return { version };
      }
    }),
  );
}

function linkOf(certificate: X509Certificate): ChainLink {
  return {
    subject: subjectOf(certificate),
    issuer: issuerOf(certificate),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    serial: certificate.serialNumber,
  };
}

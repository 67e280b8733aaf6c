import { hash, type KeyObject, type X509Certificate } from 'node:crypto';
import { relative } from 'node:path';
import { readTextIfPresent } from '../../disk/read-file.js';
import { keepRecent } from '../../sdk/recent.js';
import {
  type CertificateFacts,
  parseCertificate,
  parseCertificates,
  readCertificateFacts,
} from '../../x509/certificate-facts.js';
import { parsedKey } from '../../x509/private-key.js';
import { type FileKind, type FourPaths, fileKinds } from '../layout.js';

/** What the four files of a version say: the facts of the certificate where it can be read, and what is wrong. */
export interface FilesVerdict {
  readonly certificate: CertificateFacts | undefined;
  readonly broken: string | undefined;
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    // The caller names the file; what OpenSSL says of its bytes helps nobody and may quote them.
    return undefined;
  }
}

function parseLeaf(text: string): X509Certificate | undefined {
  return attempt(() => parseCertificates(text)[0]);
}

function sameCertificates(left: readonly X509Certificate[], right: readonly X509Certificate[]): boolean {
  return (
    left.length === right.length && left.every((each, index) => right[index]?.fingerprint256 === each.fingerprint256)
  );
}

/** The four texts of a version, or a name for each of them. */
export type FourTexts = Readonly<Record<FileKind, string>>;

/**
 * What the certificates say of sets that were saved, by digest: each is read back at the end of the pass. No key is kept
 * for it.
 */
const soundSets = new Map<string, CertificateFacts>();
const mostSoundSets = 1024;

function digestOf(texts: FourTexts): string {
  return hash('sha256', fileKinds.map((kind) => `${texts[kind].length} ${texts[kind]}`).join(''), 'base64');
}

/** Forgets what was kept, once nobody is to read it back. */
export function forgetSound(): void {
  soundSets.clear();
}

/**
 * Keeps what a sound set says, for whoever reads it back.
 * @param read the facts of its certificate, where somebody has read them already
 */
export function keepSound(texts: FourTexts, read?: CertificateFacts): void {
  const facts = read ?? readCertificateFacts(parseCertificate(texts.cert));
  keepRecent(soundSets, digestOf(texts), facts, mostSoundSets);
}

/**
 * Why four PEM texts do not make one certificate, in words that name them as `shown`; undefined where they do.
 * @param parsed the private key, where somebody has parsed it already
 */
export function findPemDamage(texts: FourTexts, shown: FourTexts, parsed?: KeyObject): string | undefined {
  const leaf = parseLeaf(texts.cert);
  if (leaf === undefined) return `${shown.cert} cannot be read as a certificate`;
  const key = attempt(() => parsedKey(parsed ?? texts.privkey));
  if (key === undefined) return `${shown.privkey} cannot be read as a private key`;
  if (!leaf.checkPrivateKey(key)) return `${shown.privkey} does not belong to ${shown.cert}`;
  const chain = attempt(() => parseCertificates(texts.chain));
  if (chain === undefined) return `${shown.chain} cannot be read as certificates`;
  if (texts.fullchain !== texts.cert + texts.chain) {
    const full = attempt(() => parseCertificates(texts.fullchain));
    if (full === undefined) return `${shown.fullchain} cannot be read as certificates`;
    if (!sameCertificates(full, [leaf, ...chain])) return `${shown.fullchain} is not ${shown.cert} with ${shown.chain}`;
  }
  const [issuer] = chain;
  if (issuer !== undefined && !leaf.checkIssued(issuer)) return `${shown.chain} did not issue ${shown.cert}`;
  return undefined;
}

/** Reads and compares the four files of a version. @throws Failure STORE where one cannot be read at all */
export async function verifyFiles(paths: FourPaths, root: string): Promise<FilesVerdict> {
  const texts = { cert: '', privkey: '', chain: '', fullchain: '' };
  const shown = { cert: '', privkey: '', chain: '', fullchain: '' };
  for (const kind of fileKinds) {
    shown[kind] = relative(root, paths[kind]);
    const text = await readTextIfPresent(paths[kind]);
    if (text === undefined) return { certificate: undefined, broken: `${shown[kind]} is missing: its link dangles` };
    // A CA that issues straight from a root that it does not send leaves the chain empty, and only that.
    if (text === '' && kind !== 'chain') return { certificate: undefined, broken: `${shown[kind]} is empty` };
    texts[kind] = text;
  }
  const known = soundSets.size > 0 ? soundSets.get(digestOf(texts)) : undefined;
  if (known !== undefined) return { certificate: known, broken: undefined };
  const leaf = parseLeaf(texts.cert);
  return {
    certificate: leaf === undefined ? undefined : readCertificateFacts(leaf),
    broken: findPemDamage(texts, shown),
  };
}

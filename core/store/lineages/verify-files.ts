import { createHash, createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { relative } from 'node:path';
import { readTextIfPresent } from '../../disk/read-file.js';
import { keepRecent, recently } from '../../sdk/recent.js';
import { type CertificateFacts, parseCertificates, readCertificateFacts } from '../../x509/certificate-facts.js';
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

const parseLeaf = recently(64, (text) => attempt(() => parseCertificates(text)[0]));
const parseChain = recently(64, (text) => attempt(() => parseCertificates(text)));

function sameCertificates(left: readonly X509Certificate[], right: readonly X509Certificate[]): boolean {
  return (
    left.length === right.length && left.every((each, index) => right[index]?.fingerprint256 === each.fingerprint256)
  );
}

/** The four texts of a version, or a name for each of them. */
export type FourTexts = Readonly<Record<FileKind, string>>;

/** Digests of sets that were found sound a moment ago: no key is kept for it. */
const soundSets = new Map<string, true>();
const mostSoundSets = 64;

function digestOf(texts: FourTexts): string {
  const hash = createHash('sha256');
  for (const kind of fileKinds) hash.update(`${texts[kind].length} ${texts[kind]}`);
  return hash.digest('base64');
}

/** Why four PEM texts do not make one certificate, in words that name them as `shown`; undefined where they do. */
export function findPemDamage(texts: FourTexts, shown: FourTexts): string | undefined {
  const digest = digestOf(texts);
  if (soundSets.has(digest)) return undefined;
  const damage = lookForDamage(texts, shown);
  if (damage !== undefined) return damage;
  keepRecent(soundSets, digest, true, mostSoundSets);
  return undefined;
}

function lookForDamage(texts: FourTexts, shown: FourTexts): string | undefined {
  const leaf = parseLeaf(texts.cert);
  if (leaf === undefined) return `${shown.cert} cannot be read as a certificate`;
  const key = attempt<KeyObject>(() => createPrivateKey(texts.privkey));
  if (key === undefined) return `${shown.privkey} cannot be read as a private key`;
  if (!leaf.checkPrivateKey(key)) return `${shown.privkey} does not belong to ${shown.cert}`;
  const chain = parseChain(texts.chain);
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
  const leaf = parseLeaf(texts.cert);
  return {
    certificate: leaf === undefined ? undefined : readCertificateFacts(leaf),
    broken: findPemDamage(texts, shown),
  };
}

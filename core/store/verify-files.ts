import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { relative } from 'node:path';
import { type CertificateFacts, parseCertificates, readCertificateFacts } from './certificate-facts.js';
import { type FileKind, type FourPaths, fileKinds } from './layout.js';
import { readTextIfPresent } from './read-file.js';

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

const parsedChains = new Map<string, X509Certificate[]>();
const mostChains = 50;

/** Thousands of lineages share a handful of chains: each is parsed once. */
function parseChain(text: string): X509Certificate[] | undefined {
  const known = parsedChains.get(text);
  if (known !== undefined) return known;
  const chain = attempt(() => parseCertificates(text));
  if (chain !== undefined && parsedChains.size < mostChains) parsedChains.set(text, chain);
  return chain;
}

/** The four texts of a version, or a name for each of them. */
export type FourTexts = Readonly<Record<FileKind, string>>;

/** Why four PEM texts do not make one certificate, in words that name them as `shown`; undefined where they do. `leaf` is the parsed `cert`. */
export function findPemDamage(texts: FourTexts, shown: FourTexts, leaf = parseLeaf(texts.cert)): string | undefined {
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
    broken: findPemDamage(texts, shown, leaf),
  };
}

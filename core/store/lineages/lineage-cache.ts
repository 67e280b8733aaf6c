import { join } from 'node:path';
import { ensureDirectory, writeFileAtomic } from '../../disk/atomic-write.js';
import { checkedText, withCheckDigits } from '../../disk/check-digits.js';
import { readTextIfPresent } from '../../disk/read-file.js';
import { describeFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { mostBytes } from '../../sdk/read-regular-file.js';
import type { CertificateFacts } from '../../x509/certificate-facts.js';
import type { Keys } from '../facts/facts.js';
import type { Layout } from '../layout.js';
import { digestOf } from './identities.js';
import type { GoodFileLineage, GoodLineage } from './lineage.js';

/** Raised whenever what is kept changes its shape; a cache of another one is forgotten. */
const format = 8;

/** Up to so many are kept by their exact identities, so that a look at a few of them needs no digest. */
const mostExact = 32;

/**
 * Facts of good lineages by the identity of their files, so that a pass without changes parses no certificate. Losing
 * it costs time only; broken lineages are never kept.
 */
export interface LineageCache {
  /**
   * @param exact see `exactIdentityOf`; likewise below
   * @param digest of it, where that is known already
   */
  get(name: string, exact: string, digest?: string): GoodFileLineage | undefined;
  put(name: string, exact: string, lineage: GoodLineage): void;
  /** Notes something about lineages as they are now; gone as soon as one of their files changes. */
  mark(names: Keys, mark: string): void;
  /** Forgets what is not in the list, and writes the rest where it changed. A failure is logged and costs nothing. */
  save(names: ReadonlySet<string>): Promise<void>;
}

/** Dates are numbers here: ten thousand of them are read at each start. */
interface Kept {
  readonly version: number;
  readonly certificate: Omit<CertificateFacts, 'notBefore' | 'notAfter'> & {
    readonly notBefore: number;
    readonly notAfter: number;
  };
  readonly renewal: GoodLineage['renewal'];
}

interface Entry {
  readonly identity: string;
  readonly kept: Kept;
  readonly mark?: string;
}

function parseEntries(text: string): Map<string, Entry> {
  const checked = checkedText(text);
  if (checked === undefined) return new Map();
  const parsed: unknown = JSON.parse(checked);
  if (typeof parsed !== 'object' || parsed === null) return new Map();
  const { format: found, entries } = parsed as { format?: unknown; entries?: unknown };
  if (found !== format || !Array.isArray(entries)) return new Map();
  return new Map(entries as [string, Entry][]);
}

/** Opens the cache of a configuration directory. */
export async function openLineageCache(layout: Layout, log: Logger): Promise<LineageCache> {
  const path = join(layout.cache, 'lineages.json');
  let entries = new Map<string, Entry>();
  try {
    const text = await readTextIfPresent(path, mostBytes.state);
    if (text !== undefined) entries = parseEntries(text);
  } catch (error) {
    log.debug({ path, reason: describeFailure(error) }, 'the lineage cache is of no use and is made anew');
  }
  let isChanged = false;
  return {
    get(name, exact, digest) {
      const entry = entries.get(name);
      if (entry === undefined || !isIdentity(entry.identity, exact, digest)) return undefined;
      return revive(layout, name, entry);
    },
    put(name, exact, { version, certificate, renewal }) {
      const [notBefore, notAfter] = [certificate.notBefore.getTime(), certificate.notAfter.getTime()];
      const identity = entries.size < mostExact ? exact : digestOf(exact);
      entries.set(name, { identity, kept: { version, certificate: { ...certificate, notBefore, notAfter }, renewal } });
      isChanged = true;
    },
    mark(names, mark) {
      for (const name of names) {
        const entry = entries.get(name);
        if (entry === undefined || entry.mark === mark) continue;
        entries.set(name, { ...entry, mark });
        isChanged = true;
      }
    },
    async save(names) {
      for (const name of entries.keys()) if (!names.has(name)) isChanged = entries.delete(name) || isChanged;
      if (!isChanged) return;
      try {
        await ensureDirectory(layout.cache, 0o700);
        const text = withCheckDigits(JSON.stringify({ format, entries: [...entries] }));
        await writeFileAtomic(path, text, { mode: 0o600 });
        isChanged = false;
      } catch (error) {
        log.warn({ path, reason: describeFailure(error) }, 'the lineage cache could not be written');
      }
    },
  };
}

/** Of the two, the exact one has blanks. */
function isIdentity(kept: string, exact: string, digest?: string): boolean {
  return kept === (kept.includes(' ') ? exact : (digest ?? digestOf(exact)));
}

function revive(layout: Layout, name: string, { kept, mark }: Entry): GoodFileLineage {
  const { version, certificate, renewal } = kept;
  return {
    mark,
    name,
    health: 'good',
    version,
    domains: certificate.domains,
    certificate: {
      ...certificate,
      notBefore: new Date(certificate.notBefore),
      notAfter: new Date(certificate.notAfter),
    },
    server: renewal.server,
    accountId: renewal.account,
    renewal,
    managed: renewal.managed,
    // Made when somebody asks: a pass without changes asks for none of these eight.
    get paths() {
      return layout.livePaths(name);
    },
    get archivePaths() {
      return layout.archivePaths(name, version);
    },
  };
}

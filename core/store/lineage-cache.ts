import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import { ensureDirectory, writeFileAtomic } from './atomic-write.js';
import { fileKinds, type Layout } from './layout.js';
import type { GoodLineage } from './lineage.js';
import { readTextIfPresent } from './read-file.js';
import { errorCode } from './storage-failure.js';

/** Raised whenever what is kept changes its shape; a cache of another one is forgotten. */
const format = 1;

/**
 * Facts of good lineages by the identity of their files, so that a pass without changes parses no certificate. Losing
 * it costs time only; broken lineages are never kept.
 */
export interface LineageCache {
  get(name: string, identity: string): GoodLineage | undefined;
  put(name: string, identity: string, lineage: GoodLineage): void;
  /** Forgets what is not in the list, and writes the rest where it changed. A failure is logged and costs nothing. */
  save(names: ReadonlySet<string>): Promise<void>;
}

type Kept = Pick<GoodLineage, 'version' | 'certificate' | 'renewal'>;

interface Entry {
  readonly identity: string;
  readonly kept: Kept;
}

/** Inode, size and times of the five files behind a lineage; undefined where one is missing or out of reach. */
export async function lineageIdentity(layout: Layout, name: string): Promise<string | undefined> {
  const live = layout.livePaths(name);
  const parts: string[] = [];
  try {
    for (const path of [layout.renewalConf(name), ...fileKinds.map((kind) => live[kind])]) {
      const { ino, size, mtimeMs, ctimeMs } = await stat(path);
      parts.push(`${ino}:${size}:${mtimeMs}:${ctimeMs}`);
    }
  } catch (error) {
    // Whatever it is, the full inspection meets it again and says so.
    if (errorCode(error) !== undefined) return undefined;
    throw error;
  }
  return parts.join(' ');
}

function reviveDates(key: string, value: unknown): unknown {
  return (key === 'notBefore' || key === 'notAfter') && typeof value === 'string' ? new Date(value) : value;
}

function parseEntries(text: string): Map<string, Entry> {
  const parsed: unknown = JSON.parse(text, reviveDates);
  if (typeof parsed !== 'object' || parsed === null) return new Map();
  const { format: found, entries } = parsed as { format?: unknown; entries?: unknown };
  if (found !== format || typeof entries !== 'object' || entries === null) return new Map();
  return new Map(Object.entries(entries as Record<string, Entry>));
}

/** Opens the cache of a configuration directory. */
export async function openLineageCache(layout: Layout, log: Logger): Promise<LineageCache> {
  const path = join(layout.cache, 'lineages.json');
  let entries = new Map<string, Entry>();
  try {
    const text = await readTextIfPresent(path);
    if (text !== undefined) entries = parseEntries(text);
  } catch (error) {
    log.debug({ path, reason: describeFailure(error) }, 'the lineage cache is of no use and is made anew');
  }
  let isChanged = false;
  return {
    get(name, identity) {
      const entry = entries.get(name);
      if (entry?.identity !== identity) return undefined;
      return revive(layout, name, entry.kept);
    },
    put(name, identity, { version, certificate, renewal }) {
      entries.set(name, { identity, kept: { version, certificate, renewal } });
      isChanged = true;
    },
    async save(names) {
      for (const name of entries.keys()) if (!names.has(name)) isChanged = entries.delete(name) || isChanged;
      if (!isChanged) return;
      try {
        await ensureDirectory(layout.cache, 0o700);
        await writeFileAtomic(path, JSON.stringify({ format, entries: Object.fromEntries(entries) }), { mode: 0o600 });
        isChanged = false;
      } catch (error) {
        log.warn({ path, reason: describeFailure(error) }, 'the lineage cache could not be written');
      }
    },
  };
}

function revive(layout: Layout, name: string, { version, certificate, renewal }: Kept): GoodLineage {
  return {
    name,
    health: 'good',
    version,
    domains: certificate.domains,
    certificate,
    server: renewal.server,
    accountId: renewal.account,
    renewal,
    managed: renewal.managed,
    paths: layout.livePaths(name),
    archivePaths: layout.archivePaths(name, version),
  };
}

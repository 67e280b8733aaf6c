import { mapBounded } from '../../disk/bounded.js';
import { forEachInTurns } from '../../disk/in-turns.js';
import { listDirectory } from '../../disk/read-file.js';
import type { Logger } from '../../sdk/logger.js';
import { type Layout, lineageNameProblem } from '../layout.js';
import type { LineagesOptions } from '../store.js';
import {
  candidatesIn,
  type ExactIdentity,
  exactIdentityOf,
  type Identities,
  identitiesOf,
  rootsOf,
} from './identities.js';
import { inspectLineage } from './inspect-lineage.js';
import { type FileLineage, isGoodFileLineage } from './lineage.js';
import { type LineageCache, openLineageCache } from './lineage-cache.js';
import { readLinkVersion } from './read-links.js';
import type { TreeLook } from './tree-changes.js';

/** How many lineages are looked at together: enough to keep the disk busy, few enough to spare file handles. */
const concurrency = 32;

const confSuffix = '.conf';

/** Whether a directory of live/ without renewal configuration holds at least a link into its own archive. */
async function looksLikeLineage(layout: Layout, name: string): Promise<boolean> {
  return lineageNameProblem(name) === undefined && 'version' in (await readLinkVersion(layout, name, 'cert'));
}

async function lineageNames(layout: Layout, log: Logger, signal: AbortSignal | undefined): Promise<string[]> {
  const names = new Set<string>();
  for (const entry of await listDirectory(layout.renewal)) {
    if (!entry.name.endsWith(confSuffix) || entry.isDirectory()) continue;
    const name = entry.name.slice(0, -confSuffix.length);
    const problem = lineageNameProblem(name);
    if (problem === undefined) names.add(name);
    else if (!entry.name.startsWith('.')) log.warn({ name, reason: problem }, 'a renewal configuration is left alone');
  }
  const strangers = (await listDirectory(layout.live)).filter((entry) => entry.isDirectory() && !names.has(entry.name));
  await mapBounded(
    strangers,
    concurrency,
    async ({ name }) => {
      if (await looksLikeLineage(layout, name)) names.add(name);
    },
    signal,
  );
  return [...names].sort();
}

async function inspectAndKeep(layout: Layout, name: string, cache: LineageCache): Promise<FileLineage> {
  const identity = exactIdentityOf(layout, name);
  const lineage = await inspectLineage(layout, name);
  // Kept only if nothing moved while it was read.
  if (identity !== undefined && isGoodFileLineage(lineage) && identity === exactIdentityOf(layout, name)) {
    cache.put(name, identity, lineage);
  }
  return lineage;
}

/**
 * All lineages of a configuration directory by name: those with a renewal configuration, and those that lost theirs.
 * Damaged ones are among them, with the reason. @throws Failure STORE where renewal/ or live/ cannot be listed
 */
export function createLineageReader(layout: Layout, log: Logger) {
  let opened: LineageCache | undefined;
  let listed: ReadonlySet<string> = new Set();
  let looked: TreeLook | undefined;

  async function list({ signal, updateCache = false, names: chosen }: LineagesOptions = {}): Promise<FileLineage[]> {
    if (chosen !== undefined) return listSome(chosen, signal);
    const cache = opened ?? (await openLineageCache(layout, log));
    opened = cache;
    looked = updateCache ? undefined : looked;
    // From before the look: what changes meanwhile shows in the next one.
    const begun = updateCache
      ? { at: Date.now(), roots: rootsOf(layout), candidates: candidatesIn(layout) }
      : undefined;
    const seen = new Map<string, Identities>();
    /** With what a later look at the tree is compared with. */
    function lookAt(name: string): { readonly exact: ExactIdentity; readonly whole?: string | undefined } {
      const { identities, exact } = identitiesOf(layout, name);
      seen.set(name, identities);
      return { exact, whole: identities.whole };
    }
    const names = await lineageNames(layout, log, signal);
    const found = new Map<string, FileLineage>();
    const unknown: string[] = [];
    await forEachInTurns(
      names,
      (name) => {
        const { exact, whole } = begun === undefined ? { exact: exactIdentityOf(layout, name) } : lookAt(name);
        const known = exact === undefined ? undefined : cache.get(name, exact, whole);
        if (known === undefined) unknown.push(name);
        else found.set(name, known);
      },
      signal,
    );
    const inspected = await mapBounded(unknown, concurrency, (name) => inspectAndKeep(layout, name, cache), signal);
    for (const lineage of inspected) found.set(lineage.name, lineage);
    listed = new Set(names);
    if (updateCache) await cache.save(listed);
    if (begun?.candidates !== undefined) {
      // Others are seen as well: what is no lineage may become one.
      for (const name of begun.candidates) if (!seen.has(name)) lookAt(name);
      looked = { at: begun.at, roots: begun.roots, seen };
    }
    return names.flatMap((name) => found.get(name) ?? []);
  }

  async function listSome(names: readonly string[], signal: AbortSignal | undefined): Promise<FileLineage[]> {
    const found = await mapBounded([...new Set(names)].sort(), concurrency, read, signal);
    return found.filter((lineage) => lineage !== undefined);
  }

  /** One lineage, looked at in full without the cache; undefined where there is none of that name. */
  async function read(name: string): Promise<FileLineage | undefined> {
    if (lineageNameProblem(name) !== undefined) return undefined;
    const lineage = await inspectLineage(layout, name);
    const isThere = lineage.renewal !== undefined || lineage.version !== undefined || lineage.health === 'good';
    if (isThere || (await lineageNames(layout, log, undefined)).includes(name)) return lineage;
    return undefined;
  }

  /** Notes something about lineages as the last list had them; gone as soon as one of their files changes. */
  async function mark(names: readonly string[], text: string): Promise<void> {
    if (opened === undefined) return;
    opened.mark(names, text);
    await opened.save(listed);
  }

  /** What the last look at all of them saw, once. */
  function takeLook(): TreeLook | undefined {
    const taken = looked;
    looked = undefined;
    return taken;
  }

  /** Gives up what is in memory; the next list reads it again. */
  function rest(): void {
    opened = undefined;
    listed = new Set();
    looked = undefined;
  }

  return { list, read, mark, takeLook, rest };
}

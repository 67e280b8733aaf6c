import { isDeepStrictEqual } from 'node:util';
import { ensureDirectory } from '../../disk/atomic-write.js';
import { forEachInTurns } from '../../disk/in-turns.js';
import { describeFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import type { Observation, StoreChanges } from '../changes.js';
import type { Keys } from '../facts/facts.js';
import type { Layout } from '../layout.js';
import { candidatesIn, type Identities, identitiesOf, lightIdentityOf, rootsOf } from './identities.js';
import { noIdentity, readShare, type SeenTable, shareDigest, sharesOf, shareText, writeShare } from './seen-table.js';
import { createHeaderFile, factsNow, markOf, type TreeHeader } from './tree-header.js';

/** So many lineages are looked at wholly at each call, where there are so many: with few, nothing ever waits for its turn. */
const wholeAtLeast = 1000;

/** And so many lightly. */
const lightAtLeast = 2500;

/** What changed less long ago than this, in milliseconds, may change again without another time: clocks of disks are coarse. */
const settledMs = 2000;

/** More lineages than this that changed just now are not worth the list of them. */
const mostUnsettled = 500;

/** What a look at all lineages saw. */
export interface TreeLook {
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  readonly roots: Omit<Identities, 'whole'>;
  readonly seen: ReadonlyMap<string, Identities>;
}

export interface TreeChanges extends StoreChanges {
  /** Whether nothing of an interrupted write can lie about: see `forget`. */
  isUntouched(signal?: AbortSignal): Promise<boolean>;
  /** Called before this process writes to a lineage: after a kill, all of them are looked at. @throws Failure STORE */
  forget(): Promise<void>;
}

/** What an observation goes on from. */
interface Base {
  readonly roots: string;
  readonly shares: readonly Share[];
  readonly turn: number;
}

interface Share {
  readonly table: SeenTable;
  /** Of what is kept; undefined: nothing is. */
  readonly digest: string | undefined;
}

/**
 * Changes of a configuration directory, told by its times and inodes.
 * @param takeLook what the last look at all lineages saw, once
 */
export function createTreeChanges(layout: Layout, log: Logger, takeLook: () => TreeLook | undefined): TreeChanges {
  const file = createHeaderFile(layout, log);
  /** What was last asked about, as it is to be kept. */
  let asked: TreeHeader | undefined;
  /** What a look at each of them has just found: the next question is part of the same work. */
  let fresh: ReadonlySet<string> | undefined;

  async function look(table: SeenTable, isWhole: boolean, changed: Set<string>, signal?: AbortSignal): Promise<void> {
    await forEachInTurns(
      table,
      ([name, row]) => {
        if (!isWhole) {
          if (lightIdentityOf(layout, name) !== row.light) changed.add(name);
          return;
        }
        const { light, whole = noIdentity } = identitiesOf(layout, name).identities;
        if (light !== row.light || whole !== row.whole) changed.add(name);
      },
      signal,
    );
  }

  /** All shares; undefined where one is of no use. */
  async function loadAll(header: TreeHeader): Promise<Share[] | undefined> {
    const shares: Share[] = [];
    for (const [index, digest] of header.shares.entries()) {
      const table = await readShare(layout, index, digest);
      if (table === undefined) return undefined;
      shares.push({ table, digest });
    }
    return shares;
  }

  async function since(mark: string, signal?: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    const known = fresh;
    fresh = undefined;
    asked = undefined;
    const header = await file.read();
    if (header === undefined || markOf(header) !== mark || header.facts !== (await factsNow(layout))) return undefined;
    const [at, roots] = [Date.now(), rootsOf(layout)];
    const isMoved = roots.light !== header.roots;
    const isListed = isMoved || header.isListDue;
    if (isListed && !(await hasSameNames(header))) return undefined;
    const changed = new Set([...header.unsettled, ...(known ?? [])]);
    const count = header.shares.length;
    const window = (least: number) => Math.min(count, Math.max(1, Math.floor((least * count) / header.count)));
    const [whole, light] = [window(wholeAtLeast), isMoved ? count : window(lightAtLeast)];
    const shares = [...header.shares.entries()];
    const inTurn = [...shares.slice(header.turn), ...shares.slice(0, header.turn)];
    for (const [step, [index, digest]] of inTurn.slice(0, known === undefined ? light : whole).entries()) {
      const table = await readShare(layout, index, digest);
      if (table === undefined) return undefined;
      await look(table, step < whole, changed, signal);
    }
    const isListDue = isListed && roots.newest > at - settledMs;
    const next = { ...header, roots: roots.light, isListDue, turn: (header.turn + whole) % count };
    // What has changed is kept by who looks at it.
    if (changed.size === 0 && !isDeepStrictEqual(next, header)) await keepQuietly(next);
    asked = next;
    return changed;
  }

  async function hasSameNames(header: TreeHeader): Promise<boolean> {
    const [candidates, shares] = [candidatesIn(layout), await loadAll(header)];
    return candidates !== undefined && shares !== undefined && areNamesOf(shares, candidates);
  }

  /** What cannot be kept costs the next pass a longer look. */
  async function keepQuietly(header: TreeHeader): Promise<boolean> {
    try {
      await file.write(header);
      return true;
    } catch (error) {
      log.debug({ reason: describeFailure(error) }, 'the mark of what is unchanged could not be written');
      return false;
    }
  }

  /** What `observe` goes on from: a look at all of them, where it came after the mark that was asked about. */
  async function goOn(): Promise<Base | undefined> {
    const taken = takeLook();
    if (taken !== undefined) {
      const table: SeenTable = new Map();
      for (const [name, identities] of taken.seen) table.set(name, rowOf(identities, taken.at));
      const shares = sharesOf(table).map((each) => ({ table: each, digest: undefined }));
      return { roots: taken.roots.light, shares, turn: 0 };
    }
    if (asked === undefined) return undefined;
    const { roots, turn } = asked;
    const shares = await loadAll(asked);
    return shares && { roots, shares, turn };
  }

  async function observe(touched: Keys, signal?: AbortSignal): Promise<Observation | undefined> {
    const from = await goOn();
    if (from === undefined) return undefined;
    const [at, roots, facts] = [Date.now(), rootsOf(layout), await factsNow(layout)];
    const candidates = roots.light === from.roots ? undefined : candidatesIn(layout);
    const dirty = new Set<Share>();
    await forEachInTurns(
      touched,
      (name) => {
        const holding = from.shares.filter(({ table }) => table.has(name));
        for (const share of holding.length > 0 ? holding : from.shares.slice(0, 1)) {
          if (candidates?.has(name) === false) share.table.delete(name);
          else share.table.set(name, rowOf(identitiesOf(layout, name).identities, at));
          dirty.add(share);
        }
      },
      signal,
    );
    if (roots.light !== from.roots && (candidates === undefined || !areNamesOf(from.shares, candidates)))
      return undefined;
    const unsettled = from.shares.flatMap(({ table }) => [...table].filter(([, { light }]) => light === noIdentity));
    if (unsettled.length > mostUnsettled) return undefined;
    const kept = from.shares.map((share) => {
      if (share.digest !== undefined && !dirty.has(share)) return { digest: share.digest };
      const text = shareText(share.table);
      return { digest: shareDigest(text), text };
    });
    const header: TreeHeader = {
      roots: roots.light,
      isListDue: roots.newest > at - settledMs,
      facts,
      shares: kept.map(({ digest }) => digest),
      turn: from.turn,
      count: from.shares.reduce((sum, { table }) => sum + table.size, 0),
      unsettled: unsettled.map(([name]) => name),
    };
    return {
      isSettled: unsettled.length === 0 && !header.isListDue,
      async keep() {
        try {
          await ensureDirectory(layout.cache, 0o700);
          for (const [index, { text }] of kept.entries()) if (text !== undefined) await writeShare(layout, index, text);
        } catch (error) {
          log.debug({ reason: describeFailure(error) }, 'what is unchanged could not be written');
          return undefined;
        }
        return (await keepQuietly(header)) ? markOf(header) : undefined;
      },
    };
  }

  return {
    since,
    observe,
    async isUntouched(signal) {
      const header = await file.read();
      if (header === undefined || header.roots !== rootsOf(layout).light) return false;
      if (header.count > lightAtLeast) return true;
      const shares = await loadAll(header);
      if (shares === undefined) return false;
      const changed = new Set<string>();
      for (const { table } of shares) await look(table, false, changed, signal);
      fresh = changed;
      return changed.size === 0;
    },
    forget: file.remove,
  };
}

function rowOf({ light, whole = noIdentity, newest }: Identities, at: number): { light: string; whole: string } {
  return newest <= at - settledMs ? { light, whole } : { light: noIdentity, whole: noIdentity };
}

function areNamesOf(shares: readonly Share[], candidates: ReadonlySet<string>): boolean {
  let count = 0;
  for (const { table } of shares) {
    for (const name of table.keys()) if (!candidates.has(name)) return false;
    count += table.size;
  }
  return count === candidates.size;
}

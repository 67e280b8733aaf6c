import { createHash, hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory, writeFileAtomic } from '../../disk/atomic-write.js';
import { checkedText, withCheckDigits } from '../../disk/check-digits.js';
import { forEachInTurns } from '../../disk/in-turns.js';
import { asInteger, asObject, asString, asStrings } from '../../disk/parse-json.js';
import { listDirectory, readTextIfPresent } from '../../disk/read-file.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import type { StoreChanges } from '../changes.js';
import type { Layout } from '../layout.js';
import { type LightLook, lookLightly } from './light-look.js';
import { lineageIdentity } from './lineage-cache.js';

/** So many shares there are; one of them is looked at wholly at each call, or more of them where they are small. */
const shareCount = 16;

/** So many lineages are looked at wholly at each call, where there are so many: with few, nothing ever waits for its turn. */
const looksAtLeast = 1000;

/** What changed less long ago than this, in milliseconds, may change again without another time: clocks of disks are coarse. */
const settledMs = 2000;

/** Raised whenever what is kept changes its shape. */
const format = 1;

/** What a look at all lineages saw. */
export interface TreeLook {
  /** Made before it: what changed meanwhile shows in the next one. */
  readonly light: LightLook | undefined;
  /** In the order in which they were looked at. */
  readonly identities: readonly (string | undefined)[];
}

interface Kept {
  readonly light: string;
  readonly facts: string;
  readonly shares: readonly string[];
  /** The share whose turn it is. */
  readonly turn: number;
}

export interface TreeChanges extends StoreChanges {
  /** Whether a light look sees what the last mark was of: then nothing of an interrupted write lies about. */
  areNoneLightly(signal?: AbortSignal): Promise<boolean>;
}

/** The shares of a list of lineages, each as a digest. */
function sharesOf(identities: readonly (string | undefined)[]): string[] {
  const hashes = Array.from({ length: shareCount }, () => createHash('sha256'));
  for (const [index, identity] of identities.entries()) hashes[index % shareCount]?.update(`${identity ?? 'none'}\n`);
  return hashes.map((each) => each.digest('base64'));
}

/**
 * Changes of a configuration directory, told by its times and inodes. The mark lies in `cache/`: where it is gone, torn or
 * of another shape, everything has changed.
 * @param lastLook what the last look at all lineages saw
 * @param names all lineages as a look at all of them would find them, in the same order
 */
export function createTreeChanges(
  layout: Layout,
  log: Logger,
  lastLook: () => TreeLook | undefined,
  names: (signal: AbortSignal | undefined) => Promise<readonly string[]>,
): TreeChanges {
  const path = join(layout.cache, 'unchanged.json');
  /** A light look that nobody has used yet: the next question is part of the same work. */
  let fresh: LightLook | undefined;

  async function read(): Promise<Kept | undefined> {
    try {
      return parseKept(await readTextIfPresent(path));
    } catch (error) {
      if (!isFailure(error, 'STORE') && !(error instanceof SyntaxError)) throw error;
      log.debug({ path, reason: describeFailure(error) }, 'the mark of what is unchanged is of no use');
      return undefined;
    }
  }

  async function write(kept: Kept): Promise<boolean> {
    try {
      await ensureDirectory(layout.cache, 0o700);
      await writeFileAtomic(path, withCheckDigits(JSON.stringify({ format, ...kept })), { mode: 0o600 });
      return true;
    } catch (error) {
      log.debug({ path, reason: describeFailure(error) }, 'the mark of what is unchanged could not be written');
      return false;
    }
  }

  async function factsNow(): Promise<string> {
    const files = (await listDirectory(layout.state)).filter(({ name }) => name.endsWith('.jsonl'));
    const states = files.map(({ name }) => {
      const stats = statSync(join(layout.state, name), { throwIfNoEntry: false });
      return [name, stats?.ino, stats?.size, stats?.mtimeMs, stats?.ctimeMs];
    });
    return hash('sha256', JSON.stringify(states.sort()), 'base64');
  }

  async function shareNow(all: readonly string[], turn: number, signal: AbortSignal | undefined): Promise<string> {
    const identities = createHash('sha256');
    const mine = all.filter((_, index) => index % shareCount === turn);
    await forEachInTurns(mine, (name) => identities.update(`${lineageIdentity(layout, name) ?? 'none'}\n`), signal);
    return identities.digest('base64');
  }

  return {
    async mark(signal) {
      const seen = lastLook();
      const light = await lookLightly(layout, signal);
      fresh = undefined;
      if (seen?.light === undefined || light?.digest !== seen.light.digest) return undefined;
      if (light.newest > Date.now() - settledMs) return undefined;
      const kept = { light: light.digest, facts: await factsNow(), shares: sharesOf(seen.identities), turn: 0 };
      return (await write(kept)) ? markOf(kept) : undefined;
    },
    async areNone(mark, signal) {
      const light = fresh ?? (await lookLightly(layout, signal));
      fresh = undefined;
      const kept = await read();
      if (kept === undefined || markOf(kept) !== mark) return false;
      if (light?.digest !== kept.light || (await factsNow()) !== kept.facts) return false;
      const all = await names(signal);
      const turns = Math.min(shareCount, Math.max(1, Math.ceil((looksAtLeast * shareCount) / all.length)));
      for (let count = 0; count < turns; count += 1) {
        const turn = (kept.turn + count) % shareCount;
        if ((await shareNow(all, turn, signal)) !== kept.shares[turn]) return false;
      }
      if (turns < shareCount) await write({ ...kept, turn: (kept.turn + turns) % shareCount });
      return true;
    },
    async areNoneLightly(signal) {
      const kept = await read();
      if (kept === undefined) return false;
      fresh = await lookLightly(layout, signal);
      return fresh?.digest === kept.light;
    },
  };
}

function markOf({ light, facts, shares }: Kept): string {
  return hash('sha256', JSON.stringify([light, facts, shares]), 'base64');
}

function parseKept(text: string | undefined): Kept | undefined {
  const checked = text === undefined ? undefined : checkedText(text);
  if (checked === undefined) return undefined;
  const fields = asObject(JSON.parse(checked));
  const [light, facts] = [asString(fields?.light), asString(fields?.facts)];
  const [shares, turn] = [asStrings(fields?.shares), asInteger(fields?.turn)];
  if (fields?.format !== format || light === undefined || facts === undefined) return undefined;
  if (shares?.length !== shareCount || turn === undefined || shares[turn] === undefined) return undefined;
  return { light, facts, shares, turn };
}

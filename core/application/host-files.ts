import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock/clock.js';
import type { DesiredState } from '../config/desired-state.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import { publishAlone, publishSome } from '../issuance/steps/publish-lineages.js';
import type { SharedStore } from '../store/shared-store.js';

/** Notifications may be lost: so often is asked which versions there are, in milliseconds. */
const lookMs = 60_000;
/** Files of this host may be changed by others: so often all of them are compared, in milliseconds. */
const wholeMs = 10 * 60_000;
/** A look at more than this part of them is dearer than one at all. */
const mostOfAll = 1 / 8;
const leastOfAll = 16;

/** Nothing that a store says of a version. */
const unlisted = '';

/** Keeps the files of this host those of the store, without a look at all of them for each that changes. */
export interface HostFiles {
  /** Takes in what the store tells: `lineage NAME`, or `anything` where something may have been missed. */
  heard(what: string): void;
  /** Whether something was told since the last comparison. */
  isTold(): boolean;
  /** Whether it is time to look at what may have been missed. */
  isDue(): boolean;
  /**
   * Compares what there is to be compared, and writes what differs. For one process of a host, under its lease.
   * @throws Failure of the store; everything is compared the next time
   */
  compare(services: PassServices, asRead: DesiredState, signal: AbortSignal): Promise<void>;
}

/** What the last comparison of all gave. */
interface Whole {
  readonly asRead: DesiredState;
  /** With the names that lineages have. */
  readonly state: DesiredState;
  readonly at: number;
}

export function createHostFiles(shared: Pick<SharedStore, 'versions'>, clock: Clock): HostFiles {
  const told = new Set<string>();
  /** Those that could not be written: tried again at each look. */
  let failed: readonly string[] = [];
  let whole: Whole | undefined;
  /** What each lineage was at the last look. */
  let seen = new Map<string, string>();
  let lookedAt = 0;
  let isGap = true;

  function isDue(): boolean {
    return isGap || whole === undefined || clock.now() - lookedAt >= lookMs || clock.now() - whole.at >= wholeMs;
  }

  /** Those whose version is another than at the last look, in whatever way that came about. */
  function changedSince(now: ReadonlyMap<string, string>): string[] {
    const changed = [...now.keys()].filter((name) => now.get(name) !== seen.get(name));
    return changed.concat([...seen.keys()].filter((name) => !now.has(name)));
  }

  /** @returns whether some were enough */
  async function compareSome(
    services: PassServices,
    { state }: Whole,
    names: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const configured = new Set(state.certificates.map(({ name }) => name));
    // One that no line names may be what a line goes on as.
    if ([...names].some((name) => !configured.has(name) && !seen.has(name))) return false;
    if (names.size > Math.max(leastOfAll, configured.size * mostOfAll)) return false;
    failed = (await publishSome(services, state, [...names], signal)).failed;
    return true;
  }

  return {
    heard(what) {
      const [kind, name] = split(what);
      if (kind === 'lineage') told.add(name);
      else if (kind !== 'lease') isGap = true;
    },
    isTold: () => told.size > 0 || isGap,
    isDue,
    async compare(services, asRead, signal) {
      const names = new Set([...told, ...failed]);
      const isLook = isDue();
      told.clear();
      isGap = false;
      try {
        const before = asReadNow(whole, asRead);
        const isWhole = before === undefined || clock.now() - before.at >= wholeMs;
        // Before what is read: whatever changes in between is another one at the next look.
        const now = isLook || isWhole ? await shared.versions(signal) : undefined;
        if (now !== undefined && !isWhole) for (const name of changedSince(now)) names.add(name);
        // What is read now is on no list: a fail-over may lose it again before the next one.
        for (const name of names) if (seen.has(name)) seen.set(name, unlisted);
        if (isWhole || !(await compareSome(services, before, names, signal))) {
          const { state, failed: ofAll } = await publishAlone(services, asRead, signal);
          failed = ofAll;
          whole = { asRead, state, at: clock.now() };
        } else whole = before;
        if (now === undefined) return;
        seen = new Map(now);
        lookedAt = clock.now();
      } catch (error) {
        isGap = true;
        whole = undefined;
        throw error;
      }
    },
  };
}

/** The same for a configuration that was read anew, so that none of before is kept; undefined where it says something else. */
function asReadNow(whole: Whole | undefined, asRead: DesiredState): Whole | undefined {
  if (whole === undefined || whole.asRead === asRead) return whole;
  if (!isDeepStrictEqual(whole.asRead, asRead)) return undefined;
  return { ...whole, asRead, state: whole.state === whole.asRead ? asRead : whole.state };
}

function split(what: string): readonly [kind: string, name: string] {
  const gap = what.indexOf(' ');
  return gap < 0 ? [what, ''] : [what.slice(0, gap), what.slice(gap + 1)];
}

import type { ProviderProfile } from '../../config/desired-state.js';
import { environmentProfile } from '../../config/desired-state.js';
import { withSignal } from '../../http/ambient-signal.js';
import { describeFailure } from '../../sdk/failure.js';
import type { Journaled } from '../../store/index.js';
import { groupBy } from '../pass/group-by.js';
import type { PassContext } from '../pass/pass-context.js';
import { afterFailure, afterRemoval, isDue } from './leftover-timing.js';
import { keptRecords } from './parked.js';
import type { OpenZone } from './provider-pool.js';
import { removeRecords, settle } from './remove-records.js';

/** TXT records that an earlier run left behind, being removed while certificates are worked on. */
export interface Leftovers {
  /**
   * Resolves when those of a zone that have one of these contents have been dealt with. An order that is taken up again
   * has the same proofs as before: they must not be removed while they are needed.
   */
  settled(apex: string, contents: readonly string[]): Promise<void>;
  /** Removes more: records that turned out to be of no use. Never throws. */
  add(entries: readonly Entry[]): void;
  /** Resolves when all have been dealt with. */
  done(): Promise<void>;
}

/** For work that creates no records. */
export const noLeftovers: Leftovers = { settled: async () => {}, add: () => {}, done: async () => {} };

type Entry = Journaled<'txt-record'>;

/**
 * Begins to remove TXT records that an earlier run left behind: it was killed, the provider refused, or a request that
 * timed out was carried out later. What cannot be removed stays in the journal for a later pass.
 * @throws Failure STORE where the journal cannot be read
 */
export async function startCleaning(context: PassContext): Promise<Leftovers> {
  const now = context.clock.now();
  const kept = await keptRecords(context.store, context.state, now);
  const keptValues = new Set(kept.map(textOf));
  const entries = (await context.store.journal.list('txt-record')).filter(
    (entry) => (entry.waitUntil !== undefined || isDue(entry, now)) && !keptValues.has(textOf(entry)),
  );
  const works: { readonly group: readonly Entry[]; readonly work: Promise<void> }[] = [];

  function add(more: readonly Entry[]): void {
    const groups = [...groupBy(more, ({ profile, provider, zone }) => `${profile} ${provider} ${zone}`).values()];
    works.push(...groups.map((group) => ({ group, work: clean(context, group) })));
  }

  add(entries);
  return {
    add,
    async settled(apex, contents) {
      const isSame = ({ zone, content }: Entry) => zone === apex && contents.includes(content);
      await Promise.all(works.filter(({ group }) => group.some(isSame)).map(({ work }) => work));
    },
    async done() {
      // Others may be added meanwhile.
      for (let index = 0; index < works.length; index += 1) await works[index]?.work;
    },
  };
}

/** When the earliest of them is to be looked at again, in milliseconds since the epoch; undefined where there are none. */
export async function leftoversDueAt({ store }: Pick<PassContext, 'store'>): Promise<number | undefined> {
  const moments = (await store.journal.list('txt-record')).map(({ retryAt }) => retryAt);
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Never throws. */
async function clean(context: PassContext, group: readonly Entry[]): Promise<void> {
  const { providers, log, signal } = context;
  const [first] = group;
  if (first === undefined) return;
  const { zone: apex, provider } = first;
  const profile = profileOf(context, first);
  if (profile === undefined) {
    log.warn(
      { event: 'records.orphaned', zone: apex, provider, names: group.map(({ name }) => name) },
      'TXT records were left behind by a provider that is no longer configured',
    );
    await settle(context, group, afterFailure);
    return;
  }

  async function open(account: ProviderProfile): Promise<OpenZone> {
    try {
      return await withSignal(signal, () => providers.zone(account, [apex]));
    } catch (error) {
      await settle(context, group, afterFailure);
      throw error;
    }
  }

  try {
    await removeRecords(context, await open(profile), group, afterRemoval);
    log.info(
      { event: 'records.cleaned', zone: apex, count: group.length },
      'removed TXT records that an earlier run left behind',
    );
  } catch (error) {
    log.warn(
      { event: 'records.left', zone: apex, count: group.length, reason: describeFailure(error) },
      'TXT records of an earlier run cannot be removed yet',
    );
  }
}

/** The same value may stand in two entries: of a request in doubt, and of the one that wrote it in the end. */
function textOf({ zone, name, content }: Entry): string {
  return `${zone} ${name} ${content}`;
}

function profileOf({ state }: PassContext, { profile, provider }: Entry): ProviderProfile | undefined {
  const same = state.profiles[profile ?? environmentProfile];
  if (same?.provider === provider) return same;
  return Object.values(state.profiles).find((candidate) => candidate.provider === provider);
}

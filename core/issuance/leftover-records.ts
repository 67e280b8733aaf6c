import type { ProviderProfile } from '../config/desired-state.js';
import { environmentProfile } from '../config/desired-state.js';
import { withSignal } from '../http/ambient-signal.js';
import { describeFailure } from '../sdk/failure.js';
import type { Journaled, TxtRecordEntry } from '../store/index.js';
import { groupBy } from './group-by.js';
import { afterFailure, afterRemoval, isDue } from './leftover-timing.js';
import type { PassContext } from './pass-context.js';

/** TXT records that an earlier run left behind, being removed while certificates are worked on. */
export interface Leftovers {
  /**
   * Resolves when those of a zone have been dealt with. An order that is taken up again has the same proofs as before:
   * they must not be removed while they are needed.
   */
  settled(apex: string): Promise<void>;
  /** Resolves when all have been dealt with. */
  done(): Promise<void>;
}

/** For work that creates no records. */
export const noLeftovers: Leftovers = { settled: async () => {}, done: async () => {} };

type Entry = Journaled<'txt-record'>;

/**
 * Begins to remove TXT records that an earlier run left behind: it was killed, the provider refused, or a request that
 * timed out was carried out later. What cannot be removed stays in the journal for a later pass.
 * @throws Failure STORE where the journal cannot be read
 */
export async function startCleaning(context: PassContext): Promise<Leftovers> {
  const now = context.clock.now();
  const entries = (await context.store.journal.list('txt-record')).filter((entry) => isDue(entry, now));
  const groups = [...groupBy(entries, ({ profile, provider, zone }) => `${profile} ${provider} ${zone}`).values()];
  const works = groups.map((group) => ({ apex: group[0]?.zone, work: clean(context, group) }));
  return {
    async settled(apex) {
      await Promise.all(works.filter((work) => work.apex === apex).map(({ work }) => work));
    },
    async done() {
      await Promise.all(works.map(({ work }) => work));
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
    return;
  }
  try {
    const zone = await withSignal(signal, () => providers.zone(profile, [apex]));
    await zone.writer.remove(group.map(({ name, content }) => ({ type: 'TXT', name, content })));
    log.info(
      { event: 'records.cleaned', zone: apex, count: group.length },
      'removed TXT records that an earlier run left behind',
    );
    await settle(context, group, afterRemoval);
  } catch (error) {
    log.warn(
      { event: 'records.left', zone: apex, count: group.length, reason: describeFailure(error) },
      'TXT records of an earlier run cannot be removed yet',
    );
    await settle(context, group, afterFailure);
  }
}

function profileOf({ state }: PassContext, { profile, provider }: Entry): ProviderProfile | undefined {
  const same = state.profiles[profile ?? environmentProfile];
  if (same?.provider === provider) return same;
  return Object.values(state.profiles).find((candidate) => candidate.provider === provider);
}

/** Brings the journal up to date after a removal. What cannot be written down is found again by the next pass. */
export async function settle(
  { store, clock, log }: Pick<PassContext, 'store' | 'clock' | 'log'>,
  entries: readonly Entry[],
  become: (entry: TxtRecordEntry, now: number) => TxtRecordEntry | undefined,
): Promise<void> {
  for (const { id, ...entry } of entries) {
    try {
      const after = become(entry, clock.now());
      if (after === undefined) await store.journal.remove(id);
      else await store.journal.update(id, after);
    } catch (error) {
      log.warn(
        { event: 'journal.failed', zone: entry.zone, reason: describeFailure(error) },
        'the journal cannot be kept: the record will be removed once more',
      );
    }
  }
}

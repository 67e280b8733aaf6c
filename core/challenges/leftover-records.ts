import { environmentProfile, type ProviderProfile } from '../config/desired-state.js';
import { withSignal } from '../sdk/ambient-signal.js';
import { describeFailure } from '../sdk/failure.js';
import { groupBy } from '../sdk/group-by.js';
import type { Journal, Journaled } from '../store/facts/journal.js';
import type { ChallengeContext } from './challenge-context.js';
import { keptRecords } from './kept-records.js';
import { afterFailure, afterRemoval, isDue } from './leftover-timing.js';
import type { Leftovers } from './leftovers.js';
import type { OpenZone } from './provider-pool.js';
import { removeInTurn } from './remove-in-turn.js';
import { settle } from './remove-records.js';

type Entry = Journaled<'txt-record'>;

/** Whoever is at work where there is room for one value may itself wait for this: it is not waited for. In milliseconds. */
const patienceMs = 500;

type Surroundings = Omit<ChallengeContext, 'leftovers' | 'dns' | 'env' | 'mayPark'>;

export function createLeftovers(context: Surroundings): Leftovers {
  const works = new Set<{ readonly group: readonly Entry[]; readonly work: Promise<void> }>();

  function add(more: readonly Entry[]): void {
    const groups = [...groupBy(more, ({ profile, provider, zone }) => `${profile} ${provider} ${zone}`).values()];
    for (const group of groups) {
      const one = { group, work: clean(context, group) };
      works.add(one);
      void one.work.then(() => works.delete(one));
    }
  }

  return {
    async begin() {
      const kept = new Set((await keptRecords(context)).map(textOf));
      const now = context.clock.now();
      const entries = await context.journal.list('txt-record');
      add(entries.filter((entry) => (entry.waitUntil !== undefined || isDue(entry, now)) && !kept.has(textOf(entry))));
    },
    add,
    async settled(apex, contents) {
      const isSame = ({ zone, content }: Entry) => zone === apex && contents.includes(content);
      await Promise.all([...works].filter(({ group }) => group.some(isSame)).map(({ work }) => work));
    },
    async done() {
      // Others may be added meanwhile.
      while (works.size > 0) await Promise.all([...works].map(({ work }) => work));
    },
  };
}

/** When the earliest of them is to be looked at again, in milliseconds since the epoch; undefined where there are none. */
export async function leftoversDueAt(journal: Pick<Journal, 'list'>): Promise<number | undefined> {
  const moments = (await journal.list('txt-record')).map(({ retryAt }) => retryAt);
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Never throws. */
async function clean(context: Surroundings, group: readonly Entry[]): Promise<void> {
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
    await removeInTurn(context, await open(profile), group, afterRemoval, patienceMs);
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

/** The account that wrote a record, or another one of its provider. */
export function profileOf(
  { profiles }: Pick<ChallengeContext, 'profiles'>,
  { profile, provider }: Entry,
): ProviderProfile | undefined {
  const same = profiles[profile ?? environmentProfile];
  if (same?.provider === provider) return same;
  return Object.values(profiles).find((candidate) => candidate.provider === provider);
}

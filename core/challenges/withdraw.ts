import { withSignal } from '../sdk/ambient-signal.js';
import { Failure } from '../sdk/failure.js';
import { groupBy } from '../sdk/group-by.js';
import type { ChallengeContext } from './challenge-context.js';
import type { TxtEntry } from './kept-records.js';
import { profileOf } from './leftover-records.js';
import { removeInTurn } from './remove-in-turn.js';

/** How long others may be at work where there is room for one value, in milliseconds. */
const patienceMs = 15_000;

/**
 * Removes records of which only the journal tells. What cannot be removed stays there for the next sweep.
 * @throws Failure of the provider; CONFIG where it is no longer configured
 */
export async function withdrawRecords(
  context: Pick<
    ChallengeContext,
    'journal' | 'clock' | 'log' | 'profiles' | 'providers' | 'signal' | 'slots' | 'standing'
  >,
  entries: readonly TxtEntry[],
): Promise<void> {
  const groups = groupBy(entries, ({ profile, provider, zone }) => `${profile} ${provider} ${zone}`);
  for (const [, group] of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const profile = profileOf(context, first);
    if (profile === undefined) {
      throw new Failure('CONFIG', `the provider ${first.provider}, which has the record, is no longer configured`);
    }
    const zone = await withSignal(context.signal, () => context.providers.zone(profile, [first.zone]));
    await removeInTurn(context, zone, group, () => undefined, patienceMs);
  }
}

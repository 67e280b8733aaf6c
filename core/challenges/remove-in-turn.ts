import { fullName } from '../sdk/names.js';
import type { ChallengeContext } from './challenge-context.js';
import type { ChallengeRecord } from './challenge-records.js';
import type { TxtEntry } from './kept-records.js';
import { afterFailure } from './leftover-timing.js';
import { holding, slotsOf } from './places.js';
import { type Become, removeRecords, settle } from './remove-records.js';
import { isInTheWay } from './standing-values.js';

/** What removing needs of a broker. */
export type RemovalContext = Pick<ChallengeContext, 'journal' | 'clock' | 'log' | 'slots' | 'standing'>;

/**
 * Removes records of which only the journal tells. Where there is room for one value, another one that has taken their
 * place since is not removed in their stead.
 * @throws Failure of the provider; LOCKED where somebody is at work there
 */
export async function removeInTurn(
  context: RemovalContext,
  zone: ChallengeRecord['zone'],
  entries: readonly TxtEntry[],
  become: Become,
  patienceMs: number,
): Promise<void> {
  if (zone.singleTxt === undefined) return removeRecords(context, zone, entries, become);
  const places = entries.map(({ name, content }) => ({ zone, name: fullName(name, zone.apex), content }));
  const slots = slotsOf(places);
  let isInTurn = false;
  const work = async () => {
    isInTurn = true;
    const standing = await context.standing();
    const isGone = (entry: TxtEntry, index: number) => {
      const place = places[index];
      const { id, createdAt } = entry;
      return standing.some(
        ({ entry: other }) =>
          other.id !== id && other.createdAt >= createdAt && place !== undefined && isInTheWay(other, place),
      );
    };
    const gone = entries.filter(isGone);
    await settle(context, gone, become);
    const left = entries.filter((entry) => !gone.includes(entry));
    if (left.length > 0) await removeRecords(context, zone, left, become);
  };
  try {
    await holding(context.slots, slots, patienceMs, work);
  } catch (error) {
    if (!isInTurn) await settle(context, entries, afterFailure);
    throw error;
  }
}

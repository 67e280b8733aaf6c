import { environmentProfile } from '../config/desired-state.js';
import type { ChallengeContext } from './challenge-context.js';
import { type ChallengeRecord, nameInZone } from './challenge-records.js';
import { keptRecords, ParkedWait } from './kept-records.js';

/**
 * Where a provider keeps one TXT value at a time (`singleTxt` of its manifest), the challenges that would meet there go
 * one after the other: apex and wildcard of one owner in turns, and owners by holding the place.
 */

/** The place of a record with room for one value; undefined where there is room for any number. */
function slotOf(record: ChallengeRecord): string | undefined {
  const { singleTxt, profile, apex } = record.zone;
  if (singleTxt === undefined) return undefined;
  return singleTxt === 'zone' ? `${profile.id} ${apex}` : `${profile.id} ${apex} ${nameInZone(record)}`;
}

/** The places that these records need for themselves, in one order for all who need several. */
export function slotsOf(records: readonly ChallengeRecord[]): string[] {
  const slots = records.map(slotOf).filter((slot) => slot !== undefined);
  return [...new Set(slots)].sort();
}

/** Splits the records of an owner into turns in which no two need the same place; one turn as a rule. Pure. */
export function planTurns(records: readonly ChallengeRecord[]): ChallengeRecord[][] {
  const taken = new Map<string, number>();
  const turns: ChallengeRecord[][] = [];
  for (const record of records) {
    const slot = slotOf(record);
    const turn = slot === undefined ? 0 : (taken.get(slot) ?? 0);
    if (slot !== undefined) taken.set(slot, turn + 1);
    const own = turns[turn] ?? [];
    own.push(record);
    turns[turn] = own;
  }
  return turns;
}

/**
 * Does something while no other owner has a value where these records go.
 * @throws ParkedWait where the value of another owner is parked there; what the work throws
 */
export function withSlots<T>(
  context: Parameters<typeof assertFree>[0] & Pick<ChallengeContext, 'slots'>,
  owner: string,
  records: readonly ChallengeRecord[],
  work: () => Promise<T>,
): Promise<T> {
  const slots = slotsOf(records);
  if (slots.length === 0) return work();
  const guarded = async () => {
    await assertFree(context, owner, records);
    return work();
  };
  return slots.reduceRight<() => Promise<T>>((inner, slot) => () => context.slots(slot, inner), guarded)();
}

/** A value that is waited for without a pass must not be overwritten. */
async function assertFree(
  context: Pick<ChallengeContext, 'journal' | 'keptOwners' | 'clock'>,
  owner: string,
  records: readonly ChallengeRecord[],
): Promise<void> {
  const now = context.clock.now();
  const ends = (await keptRecords(context)).flatMap((entry) => {
    const { waitUntil = 0, zone, name, profile = environmentProfile } = entry;
    const meets = records.some((record) => {
      const { singleTxt } = record.zone;
      if (singleTxt === undefined || record.zone.apex !== zone || record.zone.profile.id !== profile) return false;
      return singleTxt === 'zone' || nameInZone(record) === name;
    });
    return meets && entry.certificate !== owner && waitUntil > now ? [waitUntil] : [];
  });
  if (ends.length > 0) throw new ParkedWait(Math.max(...ends));
}

import type { Journal, Journaled } from '../store/facts/journal.js';

import { type ChallengeRecord, nameInZone } from './challenge-records.js';

type TxtEntry = Journaled<'txt-record'>;

/** A value that somebody still wants, though nobody is at work on it now. */
export interface StandingValue {
  readonly entry: TxtEntry;
  /** Until when at the latest, in milliseconds since the epoch. */
  readonly until: number;
}

/** What stands in the DNS for passes, trials, checks and doors alike. @throws Failure STORE */
export type ListStanding = () => Promise<readonly StandingValue[]>;

/** @param journals of all who write to the DNS; each counts what a value is kept for, not what is left to be removed */
export async function standingIn(
  journals: readonly Pick<Journal, 'list'>[],
  now: number,
): Promise<readonly StandingValue[]> {
  const entries = (await Promise.all(journals.map((journal) => journal.list('txt-record')))).flat();
  return entries.flatMap((entry) => {
    const { waitUntil = 0, retryAt = 0, isWanted = false } = entry;
    const until = isWanted ? Math.max(waitUntil, retryAt) : waitUntil;
    return until > now ? [{ entry, until }] : [];
  });
}

type Place = Pick<ChallengeRecord, 'zone' | 'name' | 'content'>;

/** Whether an entry is about another value at a place with room for one. Pure. */
export function isInTheWay(entry: Omit<TxtEntry, 'id'>, { zone, name, content }: Place): boolean {
  const { singleTxt, apex, profile } = zone;
  if (singleTxt === undefined || entry.zone !== apex || entry.provider !== profile.provider) return false;
  if (entry.content === content) return false;
  return singleTxt === 'zone' || entry.name === nameInZone({ zone, name });
}

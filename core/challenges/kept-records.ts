import type { Clock } from '../clock/clock.js';
import { environmentProfile } from '../config/desired-state.js';
import type { Journal, Journaled } from '../store/facts/journal.js';
import type { ChallengeContext, KeptOwners } from './challenge-context.js';
import { type ChallengeRecord, nameInZone } from './challenge-records.js';

/** See docs/decisions/parked-waits.md. */
export type TxtEntry = Journaled<'txt-record'>;

/** One that its certificate goes on with. */
export type KeptEntry = TxtEntry & Required<Pick<TxtEntry, 'certificate' | 'waitUntil'>>;

/** Longest time that a value is kept for an order, in milliseconds, however often its publication fails. */
const longestKeptMs = 3 * 24 * 3600 * 1000;

/** Thrown through the steps of a certificate whose records are not visible yet: its pass goes on without it. No failure. */
export class ParkedWait extends Error {
  /** When the wait ends at the latest, in milliseconds since the epoch. */
  readonly until: number;

  constructor(until: number) {
    super('the TXT records are not visible everywhere yet');
    this.until = until;
  }
}

/** Records that are no leftovers: their owners go on with them. Of all owners, or of one. @throws Failure STORE */
export async function keptRecords(
  {
    journal,
    keptOwners,
    clock,
  }: {
    readonly journal: Pick<Journal, 'list'>;
    readonly keptOwners: KeptOwners;
    readonly clock: Pick<Clock, 'now'>;
  },
  owner?: string,
): Promise<KeptEntry[]> {
  const entries = (await journal.list('txt-record', owner)).filter(isKept);
  if (entries.length === 0) return [];
  const owners = await keptOwners();
  const now = clock.now();
  return entries.filter(
    ({ certificate, createdAt }) =>
      owners.has(certificate) &&
      // One from the future was written before the clock was set back.
      Math.abs(now - createdAt) < longestKeptMs,
  );
}

function isKept(entry: TxtEntry): entry is KeptEntry {
  return entry.certificate !== undefined && entry.waitUntil !== undefined;
}

/** Which of the records were kept; others that were kept for this owner are of no use any more and go. @throws Failure STORE */
export async function takeUp<R extends ChallengeRecord>(
  context: Pick<ChallengeContext, 'journal' | 'keptOwners' | 'clock' | 'leftovers'>,
  owner: string,
  records: readonly R[],
): Promise<Map<R, TxtEntry>> {
  const found = new Map<R, TxtEntry>();
  const own = await keptRecords(context, owner);
  const strays = own.filter((entry) => {
    const record = records.find((candidate) => !found.has(candidate) && isSame(candidate, entry));
    if (record !== undefined) found.set(record, entry);
    return record === undefined;
  });
  if (strays.length > 0) context.leftovers.add(strays);
  return found;
}

/** Whether an entry is about just this record, written with the same account. */
export function isSame(record: ChallengeRecord, entry: Omit<TxtEntry, 'id'>): boolean {
  const { zone, content } = record;
  return (
    entry.content === content &&
    entry.zone === zone.apex &&
    entry.name === nameInZone(record) &&
    entry.provider === zone.profile.provider &&
    (entry.profile ?? environmentProfile) === zone.profile.id
  );
}

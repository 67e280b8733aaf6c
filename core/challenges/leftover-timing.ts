import type { TxtRecordEntry } from '../store/facts/journal-entries.js';

const minuteMs = 60_000;

/**
 * So long, in milliseconds, may a service take to carry out a request whose answer never came: the record may appear
 * after it was removed, so that it is removed once more after this time.
 */
export const lateMs = 10 * minuteMs;

/** Pauses between removals that fail, in milliseconds. */
const pauses = [1, 5, 15, 60, 6 * 60, 24 * 60].map((minutes) => minutes * minuteMs);

/** What becomes of a journal entry after a removal that went well; undefined: the record is gone for good. */
export function afterRemoval(entry: TxtRecordEntry, now: number): TxtRecordEntry | undefined {
  const lastChance = entry.createdAt + lateMs;
  // An entry from the future was written before the clock was set back.
  if (now >= lastChance || entry.createdAt > now) return undefined;
  return { ...released(entry), retryAt: lastChance };
}

/** What becomes of it after a removal that failed: it is tried again, ever more rarely, for as long as it takes. */
export function afterFailure(entry: TxtRecordEntry, now: number): TxtRecordEntry {
  const attempts = (entry.attempts ?? 0) + 1;
  return { ...released(entry), attempts, retryAt: now + (pauses[Math.min(attempts, pauses.length) - 1] ?? 0) };
}

/** What is to go is kept for no order. */
function released({ waitUntil: _none, isWanted: _over, ...entry }: TxtRecordEntry): TxtRecordEntry {
  return entry;
}

/** Whether a removal is to be tried. */
export function isDue({ retryAt = 0, createdAt }: TxtRecordEntry, now: number): boolean {
  return retryAt <= now || createdAt > now;
}

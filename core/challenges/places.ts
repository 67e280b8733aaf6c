import type { ZoneLock } from '../dns/zone-lock.js';
import { Failure } from '../sdk/failure.js';
import { fullName } from '../sdk/names.js';
import { type ChallengeRecord, nameInZone } from './challenge-records.js';
import type { StandingValue } from './standing-values.js';

/** The place of a record with room for one value, whoever writes to it; undefined where there is room for any number. */
export function slotOf(record: Pick<ChallengeRecord, 'zone' | 'name'>): string | undefined {
  const { singleTxt, profile, apex } = record.zone;
  if (singleTxt === undefined) return undefined;
  return `${singleTxt === 'zone' ? apex : fullName(nameInZone(record), apex)} at ${profile.provider}`;
}

/** The places that these records need for themselves, in one order for all who need several. */
export function slotsOf(records: readonly Pick<ChallengeRecord, 'zone' | 'name'>[]): string[] {
  const slots = records.map(slotOf).filter((slot) => slot !== undefined);
  return [...new Set(slots)].sort();
}

/** Has all the places, the first of them first. @throws Failure LOCKED where the patience ends before */
export async function holding<T>(
  lock: ZoneLock,
  slots: readonly string[],
  patienceMs: number | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const impatient = new AbortController();
  const timer =
    patienceMs === undefined ? undefined : setTimeout(() => impatient.abort(taken(slots, undefined)), patienceMs);
  const inner = () => {
    clearTimeout(timer);
    return work();
  };
  try {
    return await slots.reduceRight<() => Promise<T>>((next, slot) => () => lock(slot, next, impatient.signal), inner)();
  } finally {
    clearTimeout(timer);
  }
}

/** @param other what stands there; undefined: somebody is at work */
export function taken(slots: readonly string[], other: StandingValue | undefined): Failure {
  const { certificate } = other?.entry ?? {};
  const whose = certificate === undefined ? '' : `, that of ${certificate}`;
  return new Failure('LOCKED', `${slots.join(', ')} keeps one value at a time, and has another one now${whose}`, {
    hint: 'It is tried again when that one is gone',
    retryAfterMs: 60_000,
  });
}

import { currentSignal } from '../sdk/ambient-signal.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { ChallengeContext } from './challenge-context.js';
import type { ChallengeRecord } from './challenge-records.js';
import { keptRecords, ParkedWait, type TxtEntry } from './kept-records.js';
import { holding, slotOf, slotsOf, taken } from './places.js';
import { isInTheWay, type StandingValue } from './standing-values.js';

/**
 * Where a provider keeps one TXT value at a time (`singleTxt` of its manifest), the challenges that would meet there go
 * one after the other: apex and wildcard of one owner in turns, and owners by holding the place. What stands there while
 * nobody works on it (a parked wait, the value of a door's client) is waited for as well.
 */

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

export interface TurnOptions {
  /** How long to wait for those at work at the place, in milliseconds; unless told, until they are done. */
  readonly patienceMs?: number;
  /** How long another value of the same owner counts after it was written, in milliseconds; unless told, it gives way. */
  readonly ownMs?: number;
}

/** What taking turns needs of a broker. */
export type TurnContext = Pick<
  ChallengeContext,
  'journal' | 'keptOwners' | 'clock' | 'slots' | 'standing' | 'mayPark' | 'signal'
>;

/**
 * How long a value is waited for that nobody works on, in milliseconds. Whoever removes it may wait for the lock that a
 * pass has meanwhile: it must get it before its own patience is at an end.
 */
const standingMs = 30_000;
const lookAgainMs = 1000;

/**
 * Does something while no other owner has a value where these records go.
 * @param owner undefined for records that prove nothing
 * @throws ParkedWait where the value of another owner is parked there by passes that can come back; Failure LOCKED where
 *   one stays for long, ABORTED; what the work throws
 */
export async function withSlots<T>(
  context: TurnContext,
  owner: string | undefined,
  records: readonly ChallengeRecord[],
  work: () => Promise<T>,
  { patienceMs, ownMs = 0 }: TurnOptions = {},
): Promise<T> {
  const slots = slotsOf(records);
  if (slots.length === 0) return work();
  const { clock } = context;
  const end = clock.now() + Math.min(patienceMs ?? standingMs, standingMs);
  for (;;) {
    // Nobody waits for others while it keeps the place itself: they need it to get out of the way.
    let other: StandingValue | undefined;
    let result: { readonly value: T } | undefined;
    const patience = patienceMs === undefined ? undefined : Math.max(0, end - clock.now());
    await holding(context.slots, slots, patience, async () => {
      other = await findOther(context, owner, records, ownMs);
      if (other === undefined) result = { value: await work() };
    });
    if (result !== undefined) return result.value;
    const left = end - clock.now();
    if (left <= 0) throw taken(slots, other);
    const stop = joinSignals(currentSignal(), context.signal);
    await clock.sleep(Math.min(lookAgainMs, left), stop.signal).finally(stop.release);
  }
}

/** A value that must not be overwritten. @throws ParkedWait where it is one of our own passes, that can come back later */
async function findOther(
  context: TurnContext,
  owner: string | undefined,
  records: readonly ChallengeRecord[],
  ownMs: number,
): Promise<StandingValue | undefined> {
  const now = context.clock.now();
  const isOther = (entry: TxtEntry) =>
    records.some((record) => isInTheWay(entry, record)) &&
    (owner === undefined || entry.certificate !== owner || now - entry.createdAt < ownMs);
  if (context.mayPark) {
    const ends = (await keptRecords(context)).flatMap((entry) =>
      isOther(entry) && (entry.waitUntil ?? 0) > now ? [entry.waitUntil ?? 0] : [],
    );
    if (ends.length > 0) throw new ParkedWait(Math.max(...ends));
  }
  return (await context.standing()).find(({ entry }) => isOther(entry));
}

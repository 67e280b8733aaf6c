import { describeFailure } from '../sdk/failure.js';
import type { Journaled } from '../store/facts/journal.js';
import type { TxtRecordEntry } from '../store/facts/journal-entries.js';
import type { ChallengeContext } from './challenge-context.js';
import { afterFailure } from './leftover-timing.js';
import type { OpenZone } from './provider-pool.js';

type Entry = Journaled<'txt-record'>;
type Surroundings = Pick<ChallengeContext, 'journal' | 'clock' | 'log'>;

/** What becomes of an entry; undefined: it is forgotten. */
export type Become = (entry: TxtRecordEntry, now: number) => TxtRecordEntry | undefined;

/**
 * Removes records of one zone. Each is settled in the journal as soon as it is gone, so that whatever ends this early
 * leaves only the others to be tried again.
 * @throws Failure of the provider, once the journal knows
 */
export async function removeRecords(
  context: Surroundings,
  { writer }: Pick<OpenZone, 'writer'>,
  entries: readonly Entry[],
  become: Become,
): Promise<void> {
  const open = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const settled: Promise<void>[] = [];
  try {
    await writer.remove([...open.keys()], (record) => {
      const entry = open.get(record as TxtKey);
      if (entry === undefined) return;
      open.delete(record as TxtKey);
      settled.push(settle(context, [entry], become));
    });
    settled.push(settle(context, [...open.values()], become));
  } catch (error) {
    settled.push(settle(context, [...open.values()], afterFailure));
    throw error;
  } finally {
    await Promise.all(settled);
  }
}

type TxtKey = ReturnType<typeof keyOf>;

function keyOf({ name, content, proof }: Entry) {
  return { type: 'TXT', name, content, proof };
}

/** Brings the journal up to date after a removal. What cannot be written down is found again by the next pass. */
export async function settle(
  { journal, clock, log }: Surroundings,
  entries: readonly Entry[],
  become: Become,
): Promise<void> {
  for (const { id, ...entry } of entries) {
    try {
      const after = become(entry, clock.now());
      if (after === undefined) await journal.remove(id);
      else await journal.update(id, after);
    } catch (error) {
      log.warn(
        { event: 'journal.failed', zone: entry.zone, reason: describeFailure(error) },
        'the journal cannot be kept: the record will be removed once more',
      );
    }
  }
}

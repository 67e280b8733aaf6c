import type { ChallengeContext } from './challenge-context.js';
import type { ChallengeRecord } from './challenge-records.js';
import { intend, isInDoubt, newRecord } from './intend.js';
import type { TxtEntry } from './kept-records.js';
import { afterRemoval } from './leftover-timing.js';
import { removeRecords } from './remove-records.js';

/** One TXT record that is written and removed step by step, in the DNS and in the journal. */
export interface AnnouncedRecord {
  /** @throws Failure of the provider */
  create(): Promise<void>;
  /** Tells sweeps, which may begin from now on, that it is wanted for so many milliseconds, and no leftover. @throws Failure STORE */
  keep(forMs: number): Promise<void>;
  /** What cannot be removed stays in the journal for a later sweep, and is thrown. */
  remove(): Promise<void>;
}

/**
 * Announces a record in the journal, so that a kill at any instant leaves none behind: the next sweep removes it.
 * @param owner undefined for a record that proves nothing
 * @param before its entry, where it was announced already
 * @throws Failure STORE
 */
export async function announceRecord(
  context: Pick<ChallengeContext, 'journal' | 'clock' | 'log' | 'leftovers'>,
  owner: string | undefined,
  record: ChallengeRecord,
  before?: TxtEntry,
): Promise<AnnouncedRecord> {
  const { zone, content } = record;
  await context.leftovers.settled(zone.apex, [content]);
  const entry = before ?? (await intend(context, owner, record)).entry;
  let mayComeLate = false;
  return {
    async create() {
      try {
        await zone.writer.create([newRecord(record)]);
      } catch (error) {
        mayComeLate = isInDoubt(error);
        throw error;
      }
    },
    async keep(forMs) {
      const { id, ...rest } = entry;
      await context.journal.update(id, { ...rest, isWanted: true, retryAt: context.clock.now() + forMs });
    },
    remove: () => removeRecords(context, zone, [entry], mayComeLate ? afterRemoval : () => undefined),
  };
}

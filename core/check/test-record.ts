import type { ChallengeRecord } from '../issuance/challenges/challenge-records.js';
import { afterRemoval } from '../issuance/challenges/leftover-timing.js';
import { removeRecords } from '../issuance/challenges/remove-records.js';
import { intend, isInDoubt } from '../issuance/challenges/txt-records.js';
import type { CheckContext } from './context.js';

/** A TXT record that proves nothing, in the DNS and in the journal. */
export interface TestRecord {
  create(): Promise<void>;
  /** Tells passes, which may run from now on, that it is wanted for so many milliseconds, and no leftover. */
  keep(forMs: number): Promise<void>;
  /** What cannot be removed stays in the journal for a later run, and is thrown. */
  remove(): Promise<void>;
}

/**
 * Announces a test record in the journal, so that a kill at any instant leaves none behind: the next `check --live` or
 * pass removes it.
 * @throws Failure STORE
 */
export async function announceTestRecord(context: CheckContext, record: ChallengeRecord): Promise<TestRecord> {
  const { zone, name, content } = record;
  await context.leftovers.settled(zone.apex, [content]);
  const { entry } = await intend(context, undefined, record);
  let mayComeLate = false;
  return {
    async create() {
      try {
        await zone.writer.create([{ type: 'TXT', name, content, ttl: zone.ttl }]);
      } catch (error) {
        mayComeLate = isInDoubt(error);
        throw error;
      }
    },
    async keep(forMs) {
      const { id, ...rest } = entry;
      await context.store.journal.update(id, { ...rest, retryAt: context.clock.now() + forMs });
    },
    remove: () => removeRecords(context, zone, [entry], mayComeLate ? afterRemoval : () => undefined),
  };
}

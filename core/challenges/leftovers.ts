import type { Journaled } from '../store/facts/journal.js';

/** TXT records that an earlier run left behind, being removed while certificates are worked on. */
export interface Leftovers {
  /**
   * Begins to remove what an earlier run left behind: it was killed, the provider refused, or a request that timed out was
   * carried out later. What cannot be removed stays in the journal for a later time.
   * @throws Failure STORE where the journal cannot be read
   */
  begin(): Promise<void>;
  /**
   * Resolves when those of a zone that have one of these contents have been dealt with. An order that is taken up again
   * has the same proofs as before: they must not be removed while they are needed.
   */
  settled(apex: string, contents: readonly string[]): Promise<void>;
  /** Removes more: records that turned out to be of no use. Never throws. */
  add(entries: readonly Journaled<'txt-record'>[]): void;
  /** Resolves when all have been dealt with. */
  done(): Promise<void>;
}

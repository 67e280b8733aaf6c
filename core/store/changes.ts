import type { Keys } from './facts/facts.js';

/**
 * Tells what has changed, without a look at each lineage in full. What is told is never taken for more than it is: where
 * there is any doubt, anything may have changed, and the look at all of them decides.
 */
export interface StoreChanges {
  /**
   * The lineages that have changed since a mark; undefined where there may be others now, or what is remembered has changed, or it
   * cannot be told. Of many, those that did not change by what this program does have their turn: a share of them at each call. For the holder
   * of the lease.
   */
  since(mark: string, signal?: AbortSignal): Promise<ReadonlySet<string> | undefined>;
  /**
   * Goes on from the last look at all lineages (with `updateCache`), or from the mark that was last asked about: the lineages named here have
   * been worked on or looked at since, and are read by the caller *after* this call. Undefined where there is nothing to go on from. For the holder of the lease.
   */
  observe(touched: Keys, signal?: AbortSignal): Promise<Observation | undefined>;
}

/** What was there when it was made. */
export interface Observation {
  /** The mark of it; undefined where it cannot be kept. */
  keep(): Promise<string | undefined>;
  /** Nothing changed so lately that another change might not tell itself apart; what did is looked at again. */
  readonly isSettled: boolean;
}

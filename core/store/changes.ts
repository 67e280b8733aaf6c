/**
 * Tells whether anything has changed, without a look at each lineage in full. What is told is never taken for more than
 * it is: where there is any doubt, something has changed, and the look at all of them decides.
 */
export interface StoreChanges {
  /**
   * A mark of what the last look at all lineages (with `updateCache`) saw, and of what is remembered as it is now;
   * undefined where anything has changed since, or so lately that its times tell nothing. For the holder of the lease.
   */
  mark(signal?: AbortSignal): Promise<string | undefined>;
  /**
   * Whether all is as it was at a mark. A share of the lineages is looked at wholly, another one at each call; for the
   * holder of the lease.
   */
  areNone(mark: string, signal?: AbortSignal): Promise<boolean>;
}

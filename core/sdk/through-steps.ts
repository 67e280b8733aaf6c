import type { RecordChange } from './provider.js';
import type { Zone } from './record.js';
import { throughChanges } from './through-changes.js';
import { withoutUpdates } from './without-updates.js';

/**
 * As `throughChanges` over made ids, where what is added and what is removed are requests of their own, or where a value that
 * is added and removed is gone: an update is two changes.
 */
export function throughSteps<Z extends Zone>(changeRecords: (zone: Z, change: RecordChange) => Promise<void>) {
  const writes = throughChanges(changeRecords);
  return { ...writes, ...withoutUpdates(writes) };
}

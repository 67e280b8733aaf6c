import { existsSync } from 'node:fs';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { createLineageStore, type LineageStore, removeFile } from '../../store/index.js';

/** The directory of trials within a configuration directory: same layout, lineages that nobody uses. */
export function openTrialStore({ layout }: Pick<LineageStore, 'layout'>, log: Logger): LineageStore {
  return createLineageStore({ configDir: layout.trial, isInside: true, log });
}

/**
 * Takes into the journal what a trial that was killed left in the DNS, so that the pass removes it as it does its own.
 * One that is under way keeps its own. For the holder of the lock; what cannot be done is done by a later pass.
 */
export async function takeOverTrial(store: LineageStore, log: Logger, signal: AbortSignal): Promise<void> {
  // Trials that came to their end have none: nearly all passes are done with this look.
  if (!existsSync(store.layout.trialJournal)) return;
  try {
    const trial = openTrialStore(store, log);
    const lock = await trial.acquireLock({ command: 'clean-up after a trial', signal });
    try {
      for (const { id, waitUntil: _over, retryAt: _other, ...entry } of await trial.journal.list('txt-record')) {
        await store.journal.add(entry);
        await trial.journal.remove(id);
      }
      await emptyTrial(trial, signal);
    } finally {
      await lock.release();
    }
  } catch (error) {
    // It is under way.
    if (isFailure(error, 'LOCKED')) return;
    if (!isFailure(error, 'STORE')) throw error;
    log.warn(
      { event: 'trial.left', reason: describeFailure(error) },
      'what a trial that was stopped left behind cannot be cleaned up yet',
    );
  }
}

/** Removes the certificates of a trial, with its journal where nothing of it is in the DNS any more. Its accounts stay. */
export async function emptyTrial(trial: LineageStore, signal?: AbortSignal): Promise<void> {
  await trial.recover(signal);
  for (const { name } of await trial.list()) await trial.deleteLineage(name);
  if ((await trial.journal.list('txt-record')).length === 0) await removeFile(trial.layout.journal);
}

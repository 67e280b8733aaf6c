import { existsSync } from 'node:fs';
import { removeFile } from '../../disk/remove.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { createFileStore, type FileStore } from '../../store/file-store.js';
import { createLayout } from '../../store/layout.js';
import type { Publication } from '../../store/publication.js';
import type { CertificateStore } from '../../store/store.js';

/** The directory of trials within a configuration directory: same layout, lineages that nobody uses. */
export function openTrialStore({ publication }: Pick<CertificateStore, 'publication'>, log: Logger): FileStore {
  return createFileStore({ configDir: trialDirectory(publication), isInside: true, log });
}

/** Where the trials of a host are: a configuration directory within the one where it publishes. */
export function trialDirectory({ directory }: Pick<Publication, 'directory'>): string {
  return createLayout(directory).trial;
}

/**
 * Takes into the journal what a trial that was killed left in the DNS, so that the pass removes it as it does its own.
 * One that is under way keeps its own. For the holder of the lock; what cannot be done is done by a later pass.
 */
export async function takeOverTrial(store: CertificateStore, log: Logger, signal: AbortSignal): Promise<void> {
  // Trials that came to their end have none: nearly all passes are done with this look.
  if (!existsSync(createLayout(store.publication.directory).trialJournal)) return;
  try {
    const trial = openTrialStore(store, log);
    const lock = await trial.lease('directory', { command: 'clean-up after a trial', signal });
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
export async function emptyTrial(trial: CertificateStore, signal?: AbortSignal): Promise<void> {
  await trial.recover(signal);
  for (const { name } of await trial.lineages()) await trial.remove(name);
  if ((await trial.journal.list('txt-record')).length === 0)
    await removeFile(createLayout(trial.publication.directory).journal);
}

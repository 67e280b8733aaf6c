import { join } from 'node:path';
import { describeFailure, isFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import { mapBounded } from './bounded.js';
import { syncDirectory, temporaryMark } from './change.js';
import { finishDeletion } from './delete-lineage.js';
import type { Journal } from './journal.js';
import { type Layout, lineageNameProblem } from './layout.js';
import { settleSwitch } from './lineage-switch.js';
import { listDirectory } from './read-file.js';
import { removeFile } from './remove.js';

const concurrency = 16;
/** accounts/<host>/<path …>/<id>: certbot's servers have two parts, private CAs may have some more. */
const deepest = 8;

/** What a start found to do. */
export interface RecoveryReport {
  readonly finished: readonly string[];
  readonly undone: readonly string[];
  readonly deleted: readonly string[];
  /** Lineages whose interrupted work could not be brought to an end; it stays in the journal. */
  readonly failed: readonly string[];
}

/** Removes the temporaries of a directory and, to a depth, of those below it; returns how many there were. */
async function sweep(directory: string, depth: number, signal: AbortSignal | undefined): Promise<number> {
  signal?.throwIfAborted();
  const entries = await listDirectory(directory);
  let count = 0;
  for (const entry of entries) {
    if (!entry.isDirectory() && entry.name.startsWith(temporaryMark) && (await removeFile(join(directory, entry.name))))
      count += 1;
  }
  if (count > 0) await syncDirectory(directory);
  if (depth === 0) return count;
  const below = entries.filter((entry) => entry.isDirectory());
  const counts = await mapBounded(below, concurrency, ({ name }) => sweep(join(directory, name), depth - 1, signal));
  return counts.reduce((sum, each) => sum + each, count);
}

async function sweepAll(layout: Layout, signal: AbortSignal | undefined): Promise<number> {
  let count = await sweep(layout.root, 0, signal);
  count += await sweep(layout.accounts, deepest, signal);
  count += await sweep(layout.own, 1, signal);
  for (const directory of [layout.renewal, layout.live, layout.archive]) {
    count += await sweep(directory, directory === layout.renewal ? 0 : 1, signal);
  }
  const archived = new Set((await listDirectory(layout.archive)).map(({ name }) => name));
  const seeded = (await listDirectory(layout.root)).filter((entry) => entry.isDirectory() && archived.has(entry.name));
  for (const { name } of seeded) count += await sweep(layout.seedDirectory(name), 0, signal);
  return count;
}

/**
 * Brings what a kill or a full disk interrupted to an end: each switch of links forward or back, each deletion forward.
 * Cheap where nothing is in the journal; worth a call before every pass. One lineage that cannot be recovered does not
 * stop the others. For the holder of the lock. @throws Failure STORE where the journal cannot be listed
 */
export async function settleJournal(
  layout: Layout,
  journal: Journal,
  log: Logger,
  signal?: AbortSignal,
): Promise<RecoveryReport> {
  const report = { finished: [] as string[], undone: [] as string[], deleted: [] as string[], failed: [] as string[] };

  async function settle(
    name: string,
    work: () => Promise<'finished' | 'undone' | 'deleted' | 'overtaken'>,
  ): Promise<void> {
    signal?.throwIfAborted();
    try {
      const result = lineageNameProblem(name) === undefined ? await work() : 'overtaken';
      if (result !== 'overtaken') report[result].push(name);
      log.info({ certificate: name, result }, 'interrupted work on a certificate was brought to an end');
    } catch (error) {
      if (!isFailure(error, 'STORE')) throw error;
      report.failed.push(name);
      log.error(
        { certificate: name, reason: describeFailure(error) },
        'interrupted work could not be brought to an end',
      );
    }
  }

  for (const entry of await journal.list('lineage-switch')) {
    await settle(entry.name, () => settleSwitch(layout, journal, entry));
  }
  for (const entry of await journal.list('lineage-delete')) {
    await settle(entry.name, async () => {
      await finishDeletion(layout, journal, entry);
      return 'deleted';
    });
  }
  return report;
}

/**
 * What a start does first, once it holds the lock and before anything reads lineages: removes the temporary
 * files that a kill left behind, then {@link settleJournal}. @throws Failure STORE
 */
export async function recover(
  layout: Layout,
  journal: Journal,
  log: Logger,
  signal?: AbortSignal,
): Promise<RecoveryReport> {
  // Temporaries first: one of them would keep a directory from being empty when a first issuance is taken back.
  const temporaryFiles = await sweepAll(layout, signal);
  if (temporaryFiles > 0) log.info({ temporaryFiles }, 'temporary files of an interrupted run were removed');
  return settleJournal(layout, journal, log, signal);
}

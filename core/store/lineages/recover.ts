import { join } from 'node:path';
import { mapBounded } from '../../disk/bounded.js';
import { syncDirectory, temporaryMark } from '../../disk/change.js';
import { forEachInTurns } from '../../disk/in-turns.js';
import { listDirectory, listDirectorySync } from '../../disk/read-file.js';
import { removeFile } from '../../disk/remove.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import type { Journal } from '../facts/journal.js';
import { type Layout, lineageNameProblem } from '../layout.js';
import type { RecoveryReport } from '../store.js';
import { finishDeletion } from './delete-lineage.js';
import { settleSwitch } from './lineage-switch.js';
import type { TreeChanges } from './tree-changes.js';

const concurrency = 16;
/** accounts/<host>/<path …>/<id>: certbot's servers have two parts, private CAs may have some more. */
const deepest = 8;

/** The names of the temporaries of a directory, and those of the directories in it; nothing where it is not there. */
function lookInto(directory: string): { temporaries: string[]; below: string[] } {
  const found = { temporaries: [] as string[], below: [] as string[] };
  for (const entry of listDirectorySync(directory)) {
    if (entry.isDirectory()) found.below.push(entry.name);
    else if (entry.name.startsWith(temporaryMark)) found.temporaries.push(entry.name);
  }
  return found;
}

/** Removes the temporaries of these directories and, to a depth, of those below them; returns how many there were. */
async function sweep(directories: readonly string[], depth: number, signal: AbortSignal | undefined): Promise<number> {
  const below: string[] = [];
  const dirty: { directory: string; temporaries: string[] }[] = [];
  await forEachInTurns(
    directories,
    (directory) => {
      const found = lookInto(directory);
      if (depth > 0) below.push(...found.below.map((name) => join(directory, name)));
      if (found.temporaries.length > 0) dirty.push({ directory, temporaries: found.temporaries });
    },
    signal,
  );
  let count = 0;
  for (const { directory, temporaries } of dirty) {
    const removed = await mapBounded(temporaries, concurrency, (name) => removeFile(join(directory, name)));
    if (removed.some((isGone) => isGone)) await syncDirectory(directory);
    count += removed.filter((isGone) => isGone).length;
  }
  return below.length === 0 ? count : count + (await sweep(below, depth - 1, signal));
}

/** What does not grow with the number of lineages. */
async function sweepFew(layout: Layout, signal: AbortSignal | undefined): Promise<number> {
  const count = await sweep([layout.root], 0, signal);
  return count + (await sweep([layout.accounts], deepest, signal)) + (await sweep([layout.own], 1, signal));
}

async function sweepLineages(layout: Layout, signal: AbortSignal | undefined): Promise<number> {
  let count = await sweep([layout.renewal], 0, signal);
  count += await sweep([layout.live, layout.archive], 1, signal);
  const archived = new Set((await listDirectory(layout.archive)).map(({ name }) => name));
  const seeded = (await listDirectory(layout.root)).filter((entry) => entry.isDirectory() && archived.has(entry.name));
  return (
    count +
    (await sweep(
      seeded.map(({ name }) => layout.seedDirectory(name)),
      0,
      signal,
    ))
  );
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
  changes: Pick<TreeChanges, 'isUntouched'>,
  log: Logger,
  signal?: AbortSignal,
): Promise<RecoveryReport> {
  // Temporaries first: one of them would keep a directory from being empty when a first issuance is taken back.
  let temporaryFiles = await sweepFew(layout, signal);
  // Whatever was written to a lineage since would show, begun or done.
  if (!(await changes.isUntouched(signal))) temporaryFiles += await sweepLineages(layout, signal);
  if (temporaryFiles > 0) log.info({ temporaryFiles }, 'temporary files of an interrupted run were removed');
  return settleJournal(layout, journal, log, signal);
}

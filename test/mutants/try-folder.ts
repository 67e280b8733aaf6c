import { join } from 'node:path';
import { type Equivalents, isEquivalent } from './equivalents.js';
import type { Folder } from './folders.js';
import { inParallel } from './in-parallel.js';
import { openMeasurements } from './measurements.js';
import { measure } from './near-tests.js';
import type { MutantOptions } from './options.js';
import { shuffled } from './random-order.js';
import type { Remembered } from './remembered.js';
import { openStanding } from './standing.js';
import { type FolderResult, survivorLine } from './table.js';
import type { Tree } from './tree.js';
import { openJudge, type Verdict } from './verdict.js';

export interface Trial {
  /** Its root, and the file where measurements are kept. */
  readonly project: string;
  readonly measured: string;
  readonly tree: Tree;
  readonly options: MutantOptions;
  readonly equivalents: Equivalents;
  readonly remembered: Remembered;
  /** Moment of `performance.now()` at which the folder's time is over. */
  readonly end: number;
  readonly print: (text: string) => void;
}

/** Tries mutants of a folder in the order of the seed, until the sample is full or the time is over. */
export async function tryFolder(
  folder: Folder,
  { project, measured, tree, options, equivalents, remembered, end, print }: Trial,
): Promise<FolderResult> {
  const mutants = tree.weaveIn(folder.files);
  const wanted = mutants.filter((mutant) => !isEquivalent(mutant, equivalents));
  const measurements = openMeasurements({ project, path: measured, folder: folder.name, mutants });
  const { slow, jobs } = options;
  const now = performance.now();
  const half = now + (end - now) / 2;
  const near = await measure(tree, folder.tests, { limit: slow * 1000, end: half, jobs, measurements });
  measurements.save();
  for (const line of near.leftOut) print(`left out  ${line}\n`);
  const verdicts: Verdict[] = [];
  const standing = openStanding({ dist: join(project, 'dist'), mutants, near });
  const judges = Array.from({ length: jobs }, () => openJudge({ tree, near, limit: options.each * 1000, standing }));
  await inParallel(shuffled(wanted, options.seed).slice(0, options.sample), jobs, async (mutant, job) => {
    if (performance.now() > end) return;
    const tests = standing.filesFor(mutant);
    const known = remembered.has(mutant, tests);
    const verdict: Verdict | undefined = known
      ? { mutant, outcome: 'killed', by: 'before' }
      : await judges[job]?.judge(mutant);
    if (verdict === undefined) return;
    verdicts.push(verdict);
    if (verdict.outcome === 'killed') remembered.add(mutant, tests);
    else print(survivorLine(verdict));
  });
  for (const judge of judges) judge.end();
  remembered.save();
  return { name: folder.name, mutants: mutants.length, equivalents: mutants.length - wanted.length, verdicts };
}

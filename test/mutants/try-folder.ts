import { type Equivalents, isEquivalent } from './equivalents.js';
import type { Folder } from './folders.js';
import { measure } from './near-tests.js';
import type { MutantOptions } from './options.js';
import { shuffled } from './random-order.js';
import type { Remembered } from './remembered.js';
import { type FolderResult, survivorLine } from './table.js';
import type { Tree } from './tree.js';
import { judge, type Verdict } from './verdict.js';

export interface Trial {
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
  { tree, options, equivalents, remembered, end, print }: Trial,
): Promise<FolderResult> {
  const mutants = tree.weaveIn(folder.files);
  const wanted = mutants.filter((mutant) => !isEquivalent(mutant, equivalents));
  const near = await measure(tree, folder.tests, options.slow * 1000, end);
  for (const line of near.leftOut) print(`left out  ${line}\n`);
  const verdicts: Verdict[] = [];
  for (const mutant of shuffled(wanted, options.seed).slice(0, options.sample)) {
    if (performance.now() > end) break;
    const known = remembered.has(mutant, near);
    const verdict: Verdict = known ? { mutant, outcome: 'killed', by: 'before' } : await judge(tree, mutant, near);
    verdicts.push(verdict);
    if (verdict.outcome === 'killed') remembered.add(mutant, near);
    else print(survivorLine(verdict));
  }
  remembered.save();
  return { name: folder.name, mutants: mutants.length, equivalents: mutants.length - wanted.length, verdicts };
}

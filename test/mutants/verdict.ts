import type { PlacedMutant } from './mutant.js';
import { type NearTest, type NearTests, testsFor } from './near-tests.js';
import { runTests } from './run-tests.js';
import type { Tree } from './tree.js';

export interface Verdict {
  readonly mutant: PlacedMutant;
  /** `unreached`: no near test gets there. Whatever lasts too long is noticed by whoever waits for the tests. */
  readonly outcome: 'killed' | 'too long' | 'survived' | 'unreached';
  /** The test that noticed. */
  readonly by: string;
}

/** Milliseconds that a run may last however fast it is without a mutant: the machine may be busy. */
const patience = 15_000;

/** Tests are run together for so many milliseconds: most of what a fast one takes alone is the start of Node. */
const together = 3_000;

/** Runs the near tests of a mutant, fast ones first, until one fails. */
export async function judge(tree: Tree, mutant: PlacedMutant, near: NearTests): Promise<Verdict> {
  const tests = testsFor(mutant, near);
  if (tests.length === 0) return { mutant, outcome: 'unreached', by: '' };
  for (const part of partsOf(tests)) {
    const usual = part.reduce((sum, { took }) => sum + took, 0);
    const files = part.map(({ file }) => file);
    const run = await runTests(tree, files, { mutant: mutant.id, limit: patience + 4 * usual });
    if (run.outcome === 'too long') return { mutant, outcome: 'too long', by: files.join(' ') };
    if (run.outcome === 'failed') return { mutant, outcome: 'killed', by: run.by.replace(/^failed: /, '') };
  }
  return { mutant, outcome: 'survived', by: '' };
}

/** Tests that share a process, in the order in which they come. */
function partsOf(tests: readonly NearTest[]): NearTest[][] {
  const parts: NearTest[][] = [];
  let sum = Number.POSITIVE_INFINITY;
  for (const test of tests) {
    if (sum + test.took > together) {
      parts.push([]);
      sum = 0;
    }
    parts.at(-1)?.push(test);
    sum += test.took;
  }
  return parts;
}

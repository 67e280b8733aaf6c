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

/** Tests that need so many milliseconds are run together: most of what a cheap one needs alone is the start of Node. */
const together = 5_000;

/**
 * Runs the near tests of a mutant, cheap ones first, until one fails.
 * @param limit what they may need, in milliseconds of a processor; the cheapest one is always run
 */
export async function judge(tree: Tree, mutant: PlacedMutant, near: NearTests, limit: number): Promise<Verdict> {
  const tests = testsFor(mutant, near);
  if (tests.length === 0) return { mutant, outcome: 'unreached', by: '' };
  for (const part of partsOf(within(tests, limit))) {
    const usual = part.reduce((sum, { took, needed }) => sum + Math.max(took, 3 * needed), 0);
    const files = part.map(({ file }) => file);
    const run = await runTests(tree, files, { mutant: mutant.id, limit: patience + 4 * usual });
    if (run.outcome === 'too long') return { mutant, outcome: 'too long', by: files.join(' ') };
    if (run.outcome === 'failed') return { mutant, outcome: 'killed', by: run.by.replace(/^failed: /, '') };
  }
  return { mutant, outcome: 'survived', by: '' };
}

/** The cheapest, as many as are within the limit. */
function within(tests: readonly NearTest[], limit: number): NearTest[] {
  let sum = 0;
  return tests.filter(({ needed }, index) => {
    sum += needed;
    return index === 0 || sum <= limit;
  });
}

/** Tests that share a process, in the order in which they come. */
function partsOf(tests: readonly NearTest[]): NearTest[][] {
  const parts: NearTest[][] = [];
  let sum = Number.POSITIVE_INFINITY;
  for (const test of tests) {
    if (sum + test.needed > together) {
      parts.push([]);
      sum = 0;
    }
    parts.at(-1)?.push(test);
    sum += test.needed;
  }
  return parts;
}

import type { PlacedMutant } from './mutant.js';
import { runTests, type TestRun } from './run-tests.js';
import type { Tree } from './tree.js';

/** What is known of a test file from a run without a mutant. */
export interface NearTest {
  readonly file: string;
  readonly took: number;
  readonly reached: ReadonlySet<number>;
}

export interface NearTests {
  /** Fastest first. */
  readonly tests: readonly NearTest[];
  /** Files that last too long, fail as they are or had no time, with the reason. */
  readonly leftOut: readonly string[];
}

/**
 * Runs each test file as things are: how long it takes, and which mutants it gets to.
 * @param limit milliseconds for a file
 * @param end moment of `performance.now()` after which no more are begun
 */
export async function measure(tree: Tree, files: readonly string[], limit: number, end: number): Promise<NearTests> {
  const tests: NearTest[] = [];
  const leftOut: string[] = [];
  for (const file of files) {
    if (performance.now() > end) {
      leftOut.push(`${file} (no time)`);
      continue;
    }
    const run: TestRun = await runTests(tree, [file], { mutant: 0, limit, notes: true });
    if (run.outcome === 'passed') tests.push({ file, took: run.took, reached: run.reached });
    else leftOut.push(`${file} (${run.outcome === 'failed' ? run.by : `more than ${limit / 1000} s`})`);
  }
  return { tests: tests.sort((one, other) => one.took - other.took), leftOut };
}

/** The tests that get to a mutant. */
export function testsFor({ id }: PlacedMutant, { tests }: NearTests): NearTest[] {
  return tests.filter(({ reached }) => reached.has(id));
}

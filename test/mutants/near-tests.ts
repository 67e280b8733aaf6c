import { inParallel } from './in-parallel.js';
import type { Measured, Measurements } from './measurements.js';
import type { PlacedMutant } from './mutant.js';
import { runTests } from './run-tests.js';
import type { Tree } from './tree.js';

/** What is known of a test file from a run without a mutant. */
export interface NearTest {
  readonly file: string;
  /** Milliseconds. */
  readonly took: number;
  /** Milliseconds of a processor. */
  readonly needed: number;
  readonly reached: ReadonlySet<number>;
}

export interface NearTests {
  /** Cheapest first. */
  readonly tests: readonly NearTest[];
  /** Files that need too much, fail as they are or had no time, with the reason. */
  readonly leftOut: readonly string[];
}

export interface MeasureOptions {
  /** Milliseconds of a processor that a file may need. */
  readonly limit: number;
  /** Moment of `performance.now()` after which no more are begun. */
  readonly end: number;
  /** Files at a time. */
  readonly jobs: number;
  /** Of earlier runs. */
  readonly measurements: Measurements;
}

/** How many times longer than on a processor of its own a file may last: it waits, or the machine is busy. */
const busy = 8;

/** Runs each test file as things are: what it needs, and which mutants it gets to. */
export async function measure(
  tree: Tree,
  files: readonly string[],
  { limit, end, jobs, measurements }: MeasureOptions,
): Promise<NearTests> {
  const tests: NearTest[] = [];
  const leftOut: string[] = [];

  async function measured(file: string): Promise<Measured> {
    const run = await runTests(tree, [file], { mutant: 0, limit: limit * busy, notes: true });
    const measured = { ...run, over: run.outcome === 'too long' ? limit : 0 };
    if (run.outcome !== 'failed') measurements.add(file, measured);
    return measured;
  }

  await inParallel(files, jobs, async (file) => {
    const known = measurements.of(file);
    if (known === undefined && performance.now() > end) {
      leftOut.push(`${file} (no time)`);
      return;
    }
    const { outcome, by, over, ...test } =
      known !== undefined && (known.outcome === 'passed' || known.over >= limit) ? known : await measured(file);
    if (outcome === 'passed' && test.needed <= limit) tests.push({ file, ...test });
    else leftOut.push(`${file} (${outcome === 'failed' ? by : `needs more than ${limit / 1000} s`})`);
  });
  return { tests: tests.sort((one, other) => one.needed - other.needed), leftOut: leftOut.sort() };
}

/** The tests that get to a mutant. */
export function testsFor({ id }: PlacedMutant, { tests }: NearTests): NearTest[] {
  return tests.filter(({ reached }) => reached.has(id));
}

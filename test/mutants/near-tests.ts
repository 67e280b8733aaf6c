import { inParallel } from './in-parallel.js';
import type { Measurements } from './measurements.js';
import type { PlacedMutant } from './mutant.js';
import type { MeasuredFile, MeasuredTest } from './resident/messages.js';
import { openResident } from './resident.js';
import type { Tree } from './tree.js';

/** What is known of a test from a run without a mutant. */
export interface NearTest extends Omit<MeasuredTest, 'reached'> {
  readonly file: string;
  readonly reached: ReadonlySet<number>;
}

export interface NearTests {
  /** Cheapest first. */
  readonly tests: readonly NearTest[];
  /** Mutants that are reached when modules are loaded. */
  readonly atLoad: ReadonlySet<number>;
  /** The same by the test file that had them loaded first. */
  readonly loadedBy: ReadonlyMap<string, readonly number[]>;
  /** Tests and files that need too much, fail as they are or had no time, with the reason. */
  readonly leftOut: readonly string[];
}

export interface MeasureOptions {
  /** Milliseconds of a processor that a test may need. */
  readonly limit: number;
  /** Moment of `performance.now()` after which no more are begun. */
  readonly end: number;
  /** Files at a time. */
  readonly jobs: number;
  /** Of earlier runs. */
  readonly measurements: Measurements;
}

/** How long a file may last at most, by what one of its tests may need: it has several, they wait, and the machine may be busy. */
const manyTimes = 20;

/** Runs each test as things are: what it needs, and which mutants it gets to. */
export async function measure(
  tree: Tree,
  files: readonly string[],
  { limit, end, jobs, measurements }: MeasureOptions,
): Promise<NearTests> {
  const tests: NearTest[] = [];
  const loadedBy = new Map<string, readonly number[]>();
  const leftOut: string[] = [];
  const residents = Array.from({ length: jobs }, () => openResident(tree));
  await inParallel(files, jobs, async (file, job) => {
    const known = measurements.of(file);
    if (known === undefined && performance.now() > end) {
      leftOut.push(`${file} (no time)`);
      return;
    }
    const found = known ?? (await residents[job]?.measure(file, limit * manyTimes));
    if (found === undefined || 'outcome' in found) {
      leftOut.push(`${file} (${found?.outcome ?? ''} ${found?.by ?? ''})`);
      return;
    }
    if (known === undefined) measurements.add(file, found);
    loadedBy.set(file, found.atLoad);
    if (found.unknown > 0) leftOut.push(`${file}: the last ${found.unknown} (no time)`);
    for (const name of found.failed) leftOut.push(`${file}: ${name} (fails)`);
    take(file, found);
  });
  for (const resident of residents) resident.end();

  function take(file: string, found: MeasuredFile): void {
    for (const test of found.tests)
      if (test.needed <= limit) tests.push({ file, ...test, reached: new Set(test.reached) });
      else leftOut.push(`${file}: test ${test.index + 1} (needs ${Math.round(test.needed / 1000)} s)`);
  }
  return {
    tests: tests.sort((one, other) => one.needed - other.needed),
    atLoad: new Set([...loadedBy.values()].flat()),
    loadedBy,
    leftOut: leftOut.sort(),
  };
}

/** The tests that get to a mutant. */
export function testsFor({ id }: PlacedMutant, { tests }: NearTests): NearTest[] {
  return tests.filter(({ reached }) => reached.has(id));
}

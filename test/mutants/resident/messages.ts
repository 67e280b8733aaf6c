/** A test by its file, below `dist`, and its number in the order in which the file registers them. */
export type TestId = readonly [file: string, index: number];

export type Question =
  | { readonly kind: 'measure'; readonly file: string; readonly notes: string; readonly limit: number }
  | { readonly kind: 'try'; readonly mutant: number; readonly tests: readonly TestId[] };

export interface MeasuredTest {
  readonly index: number;
  /** Milliseconds. */
  readonly took: number;
  /** Milliseconds of a processor, of this process alone, and a twentieth of the others. */
  readonly needed: number;
  readonly reached: readonly number[];
}

export interface MeasuredFile {
  readonly tests: readonly MeasuredTest[];
  /** Names of tests that failed as things are. */
  readonly failed: readonly string[];
  /** How many there was no time for. */
  readonly unknown: number;
  /** What was reached when modules were loaded that nothing before had loaded, also by a test, and before the first test of a suite. */
  readonly atLoad: readonly number[];
}

export interface Tried {
  /** `unsure`: a test failed with the mutant, and then without it as well. */
  readonly outcome: 'survived' | 'killed' | 'unsure';
  readonly by: string;
  readonly test: TestId | undefined;
}

export type Answer = MeasuredFile | Tried;

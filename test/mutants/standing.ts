import { importedBy } from './imported.js';
import type { PlacedMutant } from './mutant.js';
import { type NearTest, type NearTests, testsFor } from './near-tests.js';

export interface StandingOptions {
  /** The folder of all compiled files. */
  readonly dist: string;
  readonly mutants: readonly PlacedMutant[];
  readonly near: NearTests;
}

/** Which tests may notice a mutant. */
export interface Standing {
  /**
   * Those whose file stands on the module of a mutant, as what happens when it is loaded concerns all of them: the file
   * imports it, or its tests got to it or to one that imports it, however that was loaded. Those come first whose file got to
   * the module itself, then the cheap ones.
   */
  onModule(mutant: PlacedMutant): readonly NearTest[];
  /** Files of the tests that are run for a mutant. */
  filesFor(mutant: PlacedMutant): string[];
}

export function openStanding({ dist, mutants, near }: StandingOptions): Standing {
  const moduleOf = new Map(mutants.map(({ id, file }) => [id, file]));
  const reached = new Map<string, Set<string>>();
  for (const { file, reached: ids } of near.tests) note(file, ids);
  for (const [file, ids] of near.loadedBy) note(file, ids);
  const imports = new Map<string, ReadonlySet<string>>();

  function note(test: string, ids: Iterable<number>): void {
    const modules = reached.get(test) ?? new Set();
    for (const id of ids) {
      const module = moduleOf.get(id);
      // What a process still holds of the folder before has none.
      if (module !== undefined) modules.add(module);
    }
    reached.set(test, modules);
  }

  function importsOf(file: string): ReadonlySet<string> {
    const known = imports.get(file) ?? new Set(importedBy(dist, file).files);
    imports.set(file, known);
    return known;
  }

  function onModule({ file: module }: PlacedMutant): readonly NearTest[] {
    const isReached = ({ file }: NearTest) => reached.get(file)?.has(module) === true;
    const others = near.tests.filter(
      (test) =>
        !isReached(test) && [test.file, ...(reached.get(test.file) ?? [])].some((one) => importsOf(one).has(module)),
    );
    return [...near.tests.filter(isReached), ...others];
  }

  return {
    onModule,
    filesFor(mutant) {
      const tests = near.atLoad.has(mutant.id) ? onModule(mutant) : testsFor(mutant, near);
      return [...new Set(tests.map(({ file }) => file))].sort();
    },
  };
}

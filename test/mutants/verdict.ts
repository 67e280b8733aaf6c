import type { PlacedMutant } from './mutant.js';
import { type NearTest, type NearTests, testsFor } from './near-tests.js';
import type { TestId } from './resident/messages.js';
import { openResident, type Resident } from './resident.js';
import type { Standing } from './standing.js';
import type { Tree } from './tree.js';

export interface Verdict {
  readonly mutant: PlacedMutant;
  /** `unreached`: no near test gets there. Whatever lasts too long is noticed by whoever waits for the tests. */
  readonly outcome: 'killed' | 'too long' | 'survived' | 'unreached';
  /** The test that noticed. */
  readonly by: string;
}

export interface Judge {
  /** Runs the near tests of a mutant, cheap ones first, until one fails. */
  judge(mutant: PlacedMutant): Promise<Verdict>;
  end(): void;
}

export interface JudgeOptions {
  readonly tree: Tree;
  readonly near: NearTests;
  /** What the tests of one mutant may need, in milliseconds of a processor; the cheapest one is always run. */
  readonly limit: number;
  readonly standing: Standing;
}

/** Milliseconds that a run may last however fast it is without a mutant: the machine may be busy. */
const patience = 15_000;

type Found = Omit<Verdict, 'mutant'>;

export function openJudge({ tree, near, limit, standing }: JudgeOptions): Judge {
  const resident = openResident(tree);

  async function judge(mutant: PlacedMutant): Promise<Verdict> {
    const tests = within(testsFor(mutant, near), limit);
    if (tests.length > 0) {
      const found = await tried(resident, mutant.id, tests);
      if (found.outcome !== 'survived') return { mutant, ...found };
    }
    if (!near.atLoad.has(mutant.id)) return { mutant, outcome: tests.length > 0 ? 'survived' : 'unreached', by: '' };
    return { mutant, ...(await triedFromStart(mutant.id, within(standing.onModule(mutant), limit))) };
  }

  /** What happens when modules are loaded needs a process of its own. */
  async function triedFromStart(id: number, tests: readonly NearTest[]): Promise<Found> {
    if (tests.length === 0) return { outcome: 'unreached', by: '' };
    const other = openResident(tree, id);
    try {
      const found = await other.attempt(id, tests.map(idOf), limitOf(tests) + patience);
      if (found.outcome === 'ended') return { outcome: 'killed', by: found.by };
      // In this process, which has the modules as they are, the same test must pass.
      if (found.outcome === 'killed' && found.test !== undefined && !(await passes(found.test)))
        return { outcome: 'survived', by: '' };
      return found.outcome === 'unsure' ? { outcome: 'survived', by: '' } : { outcome: found.outcome, by: found.by };
    } finally {
      other.end();
    }
  }

  async function passes(test: TestId): Promise<boolean> {
    const tests = near.tests.filter(({ file, index }) => file === test[0] && index === test[1]);
    return (await resident.attempt(0, [test], limitOf(tests))).outcome === 'survived';
  }

  return { judge, end: () => resident.end() };
}

/**
 * A test that fails without the mutant as well may suffer from what one before it left behind: it is tried in a fresh process,
 * and if it does so there, left out. The same holds for what lasts too long.
 */
async function tried(resident: Resident, id: number, tests: readonly NearTest[]): Promise<Found> {
  let left = tests;
  for (let isFresh = false; left.length > 0; ) {
    const found = await resident.attempt(id, left.map(idOf), limitOf(left));
    if (found.outcome === 'survived') break;
    if (found.outcome === 'killed') return { outcome: 'killed', by: found.by };
    resident.renew();
    if (found.outcome === 'unsure') {
      const failed = found.test;
      if (isFresh) left = left.filter(({ file, index }) => file !== failed?.[0] || index !== failed[1]);
      isFresh = !isFresh;
      continue;
    }
    const without = await resident.attempt(0, left.map(idOf), limitOf(left));
    if (without.outcome !== 'survived') {
      resident.renew();
      break;
    }
    return found.outcome === 'ended' ? { outcome: 'killed', by: found.by } : { outcome: 'too long', by: '' };
  }
  return { outcome: 'survived', by: '' };
}

function idOf({ file, index }: NearTest): TestId {
  return [file, index];
}

/** Milliseconds. */
function limitOf(tests: readonly NearTest[]): number {
  return patience + 4 * tests.reduce((sum, { took, needed }) => sum + Math.max(took, 3 * needed), 0);
}

/** The cheapest, as many as are within the limit. */
function within(tests: readonly NearTest[], limit: number): NearTest[] {
  let sum = 0;
  return tests.filter(({ needed }, index) => {
    sum += needed;
    return index === 0 || sum <= limit;
  });
}

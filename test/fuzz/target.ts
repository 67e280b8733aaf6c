import { createRandom, type Random } from './random.js';

/** Something that must hold whatever comes in. */
export interface FuzzTarget {
  readonly name: string;
  /** One case of it costs as much as so many of others, and so there are fewer; default 1. */
  readonly cost?: number;
  /** Makes one input and tries it. Throws where what must hold does not; what may happen, a Failure for one, it bears. */
  run(random: Random): void | Promise<void>;
  /** Ends what the first run started. */
  close?(): Promise<void>;
}

/** Cases of each target in the sample that every test run has; `npm run test:fuzz` has 100,000. */
export const sampleCases = 250;

/** How many of so many cases a target has. */
export function casesOf({ cost = 1 }: FuzzTarget, cases: number): number {
  return Math.ceil(cases / cost);
}

/** Every case has a seed of its own, so that one that fails is played again alone. */
export async function fuzz(target: FuzzTarget, cases: number, firstSeed: number): Promise<void> {
  try {
    for (let seed = firstSeed; seed < firstSeed + cases; seed += 1) await runCase(target, seed);
  } finally {
    await target.close?.();
  }
}

async function runCase(target: FuzzTarget, seed: number): Promise<void> {
  try {
    await target.run(createRandom(seed));
  } catch (error) {
    throw new Error(`${target.name} fails: npm run test:fuzz -- ${target.name} --cases=1 --seed=${seed}`, {
      cause: error,
    });
  }
}

import { mock, type TestContext } from 'node:test';

export { mock };

/** Stands in for `node:test`: tests are kept, so that each can be run by itself, and again. */
export type Work = (context: TestContext) => unknown;
type Hook = 'before' | 'after' | 'beforeEach' | 'afterEach';

export interface Suite {
  readonly hooks: Readonly<Record<Hook, Work[]>>;
}

export interface CollectedTest {
  readonly name: string;
  readonly work: Work;
  /** Those that it stands in, outermost first. */
  readonly suites: readonly Suite[];
}

type Words = readonly (string | { readonly skip?: unknown } | Work | undefined)[];

function newSuite(): Suite {
  return { hooks: { before: [], after: [], beforeEach: [], afterEach: [] } };
}

/** What is registered outside of each suite. */
const root = newSuite();
let stack: readonly Suite[] = [root];
let collected: CollectedTest[] = [];

/** The tests that were registered since the last call. */
export function takeCollected(): CollectedTest[] {
  const taken = collected;
  collected = [];
  return taken;
}

function read(words: Words): { name: string; isSkipped: boolean; work: Work | undefined } {
  return {
    name: words.find((word) => typeof word === 'string') ?? '',
    isSkipped: words.some((word) => typeof word === 'object' && Boolean(word.skip)),
    work: words.find((word) => typeof word === 'function'),
  };
}

export function describe(...words: Words): void {
  const { isSkipped, work } = read(words);
  if (isSkipped || work === undefined) return;
  const outside = stack;
  stack = [...stack, newSuite()];
  try {
    (work as () => void)();
  } finally {
    stack = outside;
  }
}

export function it(...words: Words): void {
  const { name, isSkipped, work } = read(words);
  if (!isSkipped && work !== undefined) collected.push({ name, work, suites: stack });
}

function hook(name: Hook): (work: Work) => void {
  return (work) => void stack.at(-1)?.hooks[name].push(work);
}

export const suite = describe;
export const test = it;
export const before = hook('before');
export const after = hook('after');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');

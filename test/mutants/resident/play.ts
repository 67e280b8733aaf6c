import { setImmediate as turn } from 'node:timers/promises';
import { type CollectedTest, mock, type Suite, type Work } from './collected.js';

/** What nobody caught; it fails the test that is under way. */
let uncaught: unknown;
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    uncaught = error ?? new Error('nothing was thrown');
  });

/** How many of its `before` a suite has done: files that are loaded later add some to the outermost one. */
const begun = new Map<Suite, number>();

/**
 * Does what the suites of a test want done before their first test, once in the process: what they start then stays, for
 * all tests and mutants, and ends with the process.
 */
export async function prepareTest({ suites }: CollectedTest): Promise<unknown> {
  return errorOf(async () => {
    for (const suite of suites) {
      const done = begun.get(suite) ?? 0;
      begun.set(suite, suite.hooks.before.length);
      for (const before of suite.hooks.before.slice(done)) await run(before);
    }
  });
}

/**
 * Runs tests one after the other until one fails.
 * @param seen told of each test that passed
 * @returns the one that failed
 */
export async function playTests(
  tests: readonly CollectedTest[],
  seen: (test: CollectedTest) => void = () => {},
): Promise<CollectedTest | undefined> {
  for (const test of tests) {
    const error = (await prepareTest(test)) ?? (await errorOf(() => playTest(test)));
    if (error !== undefined) return test;
    seen(test);
  }
  return undefined;
}

async function playTest({ work, suites }: CollectedTest): Promise<void> {
  try {
    for (const { hooks } of suites) for (const before of hooks.beforeEach) await run(before);
    await run(work);
  } finally {
    for (const { hooks } of suites.toReversed()) for (const after of hooks.afterEach) await run(after);
    // Those of what is done before each test last until its end.
    mock.timers.reset();
    mock.reset();
  }
}

/** With a context of its own, whose clean-ups end with it. */
async function run(work: Work): Promise<void> {
  const afters: (() => unknown)[] = [];
  const stop = new AbortController();
  const context = {
    name: '',
    mock,
    signal: stop.signal,
    after: (after: () => unknown) => void afters.push(after),
    diagnostic: () => {},
    skip: () => {},
    test: (...words: readonly unknown[]) => run(words.find((word) => typeof word === 'function') as Work),
  };
  try {
    await (work as (context: unknown) => unknown)(context);
  } finally {
    for (const after of afters) await after();
    stop.abort();
  }
}

/** What it throws, or what nobody catches meanwhile. */
async function errorOf(work: () => Promise<void>): Promise<unknown> {
  let error: unknown;
  try {
    await work();
  } catch (thrown) {
    error = thrown ?? new Error('nothing was thrown');
  }
  await turn();
  error ??= uncaught;
  uncaught = undefined;
  return error;
}

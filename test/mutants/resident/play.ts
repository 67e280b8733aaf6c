import { setImmediate as turn } from 'node:timers/promises';
import { type CollectedTest, mock, root, type Suite, type Work } from './collected.js';

/** What nobody caught; it fails the test that is under way. */
let uncaught: unknown;
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    uncaught = error ?? new Error('nothing was thrown');
  });

let isRootReady = false;

/**
 * Runs tests one after the other, with the hooks of their suites, until one fails. What a file does before all its tests
 * outside of each suite is done once in the process.
 * @param seen told of each test that passed
 * @returns the one that failed
 */
export async function playTests(
  tests: readonly CollectedTest[],
  seen: (test: CollectedTest) => void = () => {},
): Promise<CollectedTest | undefined> {
  const begun = new Set<Suite>();
  let failed: CollectedTest | undefined;
  for (const test of tests) {
    const error = await errorOf(() => playTest(test, begun));
    if (error !== undefined) {
      failed = test;
      break;
    }
    seen(test);
  }
  for (const { hooks } of [...begun].reverse()) for (const after of hooks.after) await errorOf(() => run(after));
  await errorOf(async () => {});
  return failed;
}

/** Ends what stands for all tests of the process. */
export async function endAll(): Promise<void> {
  for (const after of root.hooks.after) await errorOf(() => run(after));
}

async function playTest({ work, suites }: CollectedTest, begun: Set<Suite>): Promise<void> {
  for (const suite of suites) {
    if (begun.has(suite) || (suite === root && isRootReady)) continue;
    if (suite === root) isRootReady = true;
    else begun.add(suite);
    for (const before of suite.hooks.before) await run(before);
  }
  try {
    for (const { hooks } of suites) for (const before of hooks.beforeEach) await run(before);
    await run(work);
  } finally {
    for (const { hooks } of suites.toReversed()) for (const after of hooks.afterEach) await run(after);
  }
}

/** With a context of its own, whose mocks and clean-ups end with it. */
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
    mock.timers.reset();
    mock.reset();
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

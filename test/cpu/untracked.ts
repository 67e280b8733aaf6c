import { AsyncResource, createHook, executionAsyncId } from 'node:async_hooks';

/**
 * Imported before the first test of a process: `node:test` then no longer follows each promise and timer to know whose
 * error it is that nobody caught. This takes a fifth of the processor time of a process of tests. Such an error is that
 * of the test which runs. Where Node does it in another way than the one that is known, all stays as it is.
 */

/** What is read of a test or suite of `node:test`. */
interface Test extends AsyncResource {
  readonly startTime: unknown;
  readonly endTime: unknown;
  readonly parent: Test | null;
}
type Init = (id: number, type: string, trigger: number, resource: object) => void;
type Hook = ReturnType<typeof createHook> & Record<symbol, unknown>;

const tests: Test[] = [];
/** Node's own: from the number of what runs to its test. */
let note: Init | undefined;

const finder = createHook({
  init(_id, type, _trigger, resource) {
    // A hook that is disabled while it is called leaves those of promises behind.
    if (type === 'Test' && followTests(resource as Test)) queueMicrotask(() => finder.disable());
  },
}).enable();

const methods = Object.getPrototypeOf(finder) as Pick<Hook, 'enable'>;
const { enable } = methods;
methods.enable = function (this: Hook): Hook {
  const key = Object.getOwnPropertySymbols(this).find(({ description }) => description === 'init');
  const init = key && this[key];
  const isKnown = String(init).includes('testResources.set(asyncId, resource)') && tests.length > 0;
  if (!isKnown) return enable.call(this) as Hook;
  methods.enable = enable;
  note = init as Init;
  for (const test of tests) noteTest(test);
  // Node's own listeners come later, and look for a test by the same number.
  process.prependListener('uncaughtException', blame);
  process.prependListener('unhandledRejection', blame);
  return this;
};

/** Has all tests after the first come to `tests`. Returns whether it could. */
function followTests(first: Test): boolean {
  if (tests.length > 0) return false;
  let kind: unknown = first.constructor;
  while (typeof kind === 'function' && Object.getPrototypeOf(kind) !== AsyncResource)
    kind = Object.getPrototypeOf(kind);
  if (typeof kind !== 'function') return false;
  class Followed extends AsyncResource {
    constructor(...given: ConstructorParameters<typeof AsyncResource>) {
      super(...given);
      const test = this as AsyncResource as Test;
      tests.push(test);
      noteTest(test);
    }
  }
  Object.setPrototypeOf(kind, Followed);
  tests.push(first);
  return true;
}

function noteTest(test: Test): void {
  note?.(test.asyncId(), 'Test', test.triggerAsyncId(), test);
}

function blame(): void {
  const running = tests.filter(({ startTime, endTime }) => startTime !== null && endTime === null);
  const inmost = running.find((test) => !running.some(({ parent }) => parent === test));
  if (inmost?.parent) note?.(executionAsyncId(), 'Test', 0, inmost);
}

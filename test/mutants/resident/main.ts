import { existsSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { activate, takeReached } from '../active.js';
import { type CollectedTest, takeCollected } from './collected.js';
import type { Answer, MeasuredFile, MeasuredTest, Question, TestId, Tried } from './messages.js';
import { playTests, prepareTest } from './play.js';

/**
 * A process that loads test files once and runs single tests of them, each time with another mutant. `MUTANT` in its
 * environment is active from the start, for what happens when modules are loaded.
 */
const [dist = ''] = process.argv.slice(2);
const isFromStart = process.env.MUTANT !== undefined;
register('./hooks.js', import.meta.url);

const files = new Map<string, CollectedTest[]>();

async function testsOf(file: string): Promise<CollectedTest[]> {
  const known = files.get(file);
  if (known !== undefined) return known;
  await import(pathToFileURL(join(dist, file)).href);
  const tests = takeCollected();
  files.set(file, tests);
  return tests;
}

async function measure(file: string, notes: string, limit: number): Promise<MeasuredFile> {
  const end = performance.now() + limit;
  process.env.MUTANT_REACHED = notes;
  takeReached();
  const collected = await testsOf(file);
  const atLoad = takeAllReached();
  const tests: MeasuredTest[] = [];
  const failed: string[] = [];
  for (const [index, test] of collected.entries()) {
    if (performance.now() > end) return { tests, failed, atLoad, unknown: collected.length - index };
    // What suites do before their tests is done once, and is therefore of the same kind as what happens at load.
    const unprepared = await prepareTest(test);
    atLoad.push(...takeAllReached(), ...takeNotes(notes));
    const [begun, used] = [performance.now(), process.cpuUsage()];
    const isFailed = unprepared !== undefined || (await playTests([test])) !== undefined;
    const [took, { user, system }] = [performance.now() - begun, process.cpuUsage(used)];
    // What a test loads, those after it have without a mutant: it is of the same kind as what is loaded before.
    const own = takeReached();
    atLoad.push(...own.atLoad);
    const reached = [...new Set([...own.later, ...takeNotes(notes)])];
    if (isFailed) failed.push(test.name);
    else tests.push({ index, took, needed: Math.round((user + system) / 1000 + took / 20), reached });
  }
  delete process.env.MUTANT_REACHED;
  return { tests, failed, atLoad, unknown: 0 };
}

function takeAllReached(): number[] {
  const { atLoad, later } = takeReached();
  return [...atLoad, ...later];
}

/** What programs that a test started have noted. One that still runs has its notes open. */
function takeNotes(folder: string): number[] {
  return readdirSync(folder).flatMap((pid) => {
    const path = join(folder, pid);
    const isRunning = existsSync(`/proc/${pid}`);
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    if (isRunning) truncateSync(path);
    else rmSync(path);
    return lines.map(Number);
  });
}

/** A kill counts where the same test passes without the mutant and fails with it once more. */
async function tryMutant(mutant: number, ids: readonly TestId[]): Promise<Tried> {
  const tests: { id: TestId; test: CollectedTest }[] = [];
  for (const id of ids) {
    const test = (await testsOf(id[0]))[id[1]];
    if (test !== undefined) tests.push({ id, test });
  }
  for (let index = 0; index < tests.length; ) {
    const rest = tests.slice(index);
    let passed = 0;
    const failed = await withMutant(mutant, () =>
      playTests(
        rest.map(({ test }) => test),
        () => {
          passed += 1;
        },
      ),
    );
    if (failed === undefined) break;
    const id = rest[passed]?.id;
    if (isFromStart) return { outcome: 'killed', by: failed.name, test: id };
    if ((await playTests([failed])) !== undefined) return { outcome: 'unsure', by: failed.name, test: id };
    if ((await withMutant(mutant, () => playTests([failed]))) !== undefined)
      return { outcome: 'killed', by: failed.name, test: id };
    index += passed + 1;
  }
  return { outcome: 'survived', by: '', test: undefined };
}

async function withMutant<T>(mutant: number, work: () => Promise<T>): Promise<T> {
  activate(mutant);
  try {
    return await work();
  } finally {
    if (!isFromStart) activate(0);
  }
}

async function answer(question: Question): Promise<Answer> {
  return question.kind === 'measure'
    ? measure(question.file, question.notes, question.limit)
    : tryMutant(question.mutant, question.tests);
}

process.on('message', (question: Question) => {
  answer(question).then(
    (found) => process.send?.(found),
    (error: unknown) => {
      // A file that cannot be loaded: no process that goes on knows anything for sure.
      process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(3);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

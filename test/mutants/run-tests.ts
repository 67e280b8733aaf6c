import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from './tree.js';

export interface TestRun {
  readonly outcome: 'passed' | 'failed' | 'too long';
  /** The test that failed first, or the last line that was printed. */
  readonly by: string;
  /** Milliseconds. */
  readonly took: number;
  /** Milliseconds of a processor; 0 where no test passed to the end. */
  readonly needed: number;
  /** Ids of mutants that were asked for; empty unless `notes` was set. */
  readonly reached: ReadonlySet<number>;
}

export interface TestRunOptions {
  /** 0: none. */
  readonly mutant: number;
  /** Milliseconds. */
  readonly limit: number;
  /** Whether to note which mutants are reached. */
  readonly notes?: boolean;
}

/** Runs test files in one process, which ends at the first failure, with what it started. */
export async function runTests(tree: Tree, files: readonly string[], options: TestRunOptions): Promise<TestRun> {
  const folder = tree.freshFolder();
  const notes = join(folder, 'reached');
  const temporary = join(folder, 'tmp');
  for (const path of [notes, temporary]) {
    mkdirSync(path);
    // Some tests run a part as another user, which notes things as well.
    chmodSync(path, 0o1777);
  }
  const entry = join(folder, 'entry.mjs');
  writeFileSync(entry, files.map((file) => `import ${JSON.stringify(join(tree.dist, file))};\n`).join(''));
  const reporter = join(tree.dist, 'test/mutants/fail-fast.js');
  const started = performance.now();
  const [command = '', ...words] = [
    // What a test that is ended mounted goes with it.
    ...(process.geteuid?.() === 0 ? ['unshare', '--mount'] : []),
    process.execPath,
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
    entry,
  ];
  const child = spawn(command, words, {
    cwd: tree.root,
    // A group of its own, so that what a broken program leaves running ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      TMPDIR: temporary,
      MUTANT: String(options.mutant),
      NODE_TEST_CONTEXT: undefined,
      ...(options.notes ? { MUTANT_REACHED: notes } : {}),
    },
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed = `${printed}${chunk}`.slice(-10_000);
  });
  let tooLong = false;
  const timer = setTimeout(() => {
    tooLong = true;
    killGroup(child.pid);
  }, options.limit);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearTimeout(timer);
  killGroup(child.pid);
  const run: TestRun = {
    outcome: tooLong ? 'too long' : code === 0 ? 'passed' : 'failed',
    by: printed.trim().split('\n').at(-1) ?? '',
    took: performance.now() - started,
    needed: Number(/^needed: (\d+)$/m.exec(printed)?.[1] ?? 0),
    reached: new Set(
      readdirSync(notes).flatMap((name) => readFileSync(join(notes, name), 'utf8').trim().split('\n').map(Number)),
    ),
  };
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return run;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MeasuredFile, Question, TestId, Tried } from './resident/messages.js';
import type { Tree } from './tree.js';

/** The process did not answer in time, or ended. */
export type Silence = { readonly outcome: 'too long' | 'ended'; readonly by: string };

/** A process that runs tests of a tree, one question after the other; one that is silent is replaced by another. */
export interface Resident {
  /** @param limit milliseconds, after which no more of its tests are begun */
  measure(file: string, limit: number): Promise<MeasuredFile | Silence>;
  attempt(mutant: number, tests: readonly TestId[], limit: number): Promise<Tried | Silence>;
  /** Takes another process for the next question: nobody knows what state this one is in. */
  renew(): void;
  end(): void;
}

/** What leaks in a process goes with it after so many questions. */
const mostQuestions = 150;

/** @param mutant active from the start, also while modules are loaded */
export function openResident(tree: Tree, mutant?: number): Resident {
  let running: { child: ChildProcess; folder: string; count: number; printed: string } | undefined;

  function start() {
    const folder = tree.freshFolder();
    for (const name of ['reached', 'tmp']) {
      mkdirSync(join(folder, name));
      // Some tests run a part as another user, which notes things as well.
      chmodSync(join(folder, name), 0o1777);
    }
    const [command = '', ...words] = [
      // What a test that is ended mounted goes with it.
      ...(process.geteuid?.() === 0 ? ['unshare', '--mount'] : []),
      ...[process.execPath, '--no-warnings', join(tree.dist, 'test/mutants/resident/main.js'), tree.dist],
    ];
    const child = spawn(command, words, {
      cwd: tree.root,
      // A group of its own, so that what a broken program leaves running ends with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
      env: {
        ...process.env,
        TMPDIR: join(folder, 'tmp'),
        MUTANT: mutant === undefined ? undefined : String(mutant),
        NODE_TEST_CONTEXT: undefined,
      },
    });
    const made = { child, folder, count: 0, printed: '' };
    child.stdout?.on('data', (chunk) => {
      made.printed = `${made.printed}${chunk}`.slice(-2000);
    });
    const ready = new Promise<void>((resolve) => {
      child.once('message', () => resolve());
      child.once('exit', () => resolve());
    });
    return { made, ready };
  }

  function stop(): void {
    if (running === undefined) return;
    killGroup(running.child.pid);
    rmSync(running.folder, { recursive: true, force: true, maxRetries: 5 });
    running = undefined;
  }

  async function ask<T>(question: (folder: string) => Question, limit: number): Promise<T | Silence> {
    if (running !== undefined && running.count >= mostQuestions) stop();
    if (running === undefined) {
      const { made, ready } = start();
      running = made;
      await ready;
    }
    const current = running;
    current.count += 1;
    const { child } = current;
    const found = await new Promise<T | Silence>((resolve) => {
      const timer = setTimeout(() => resolve({ outcome: 'too long', by: '' }), limit);
      const onExit = (): void => resolve({ outcome: 'ended', by: current.printed.trim().split('\n')[0] ?? '' });
      child.once('exit', onExit);
      child.once('message', (answer) => {
        clearTimeout(timer);
        child.off('exit', onExit);
        resolve(answer as T);
      });
      child.send(question(current.folder), (error) => {
        if (error !== null) onExit();
      });
    });
    child.removeAllListeners('message');
    if (typeof found === 'object' && found !== null && 'outcome' in found && /^(too long|ended)$/.test(found.outcome))
      stop();
    return found;
  }

  return {
    measure: (file, limit) =>
      ask((folder) => ({ kind: 'measure', file, notes: join(folder, 'reached'), limit }), 2 * limit + 60_000),
    attempt: (id, tests, limit) => ask(() => ({ kind: 'try', mutant: id, tests }), limit),
    renew: stop,
    end: stop,
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

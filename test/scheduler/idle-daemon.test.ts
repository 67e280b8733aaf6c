import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTempDir } from '../lab/temp-dir.js';

const program = fileURLToPath(new URL('idle-daemon.js', import.meta.url));

/** The whole with `SCALE=full npm test -- scheduler/idle-daemon`; else a sample. */
const [first, last] = process.env.SCALE === 'full' ? [2000, 10_000] : [400, 1600];

/** A hundred bytes for each pass between the marks: above what comes and goes by itself. */
const mostGrowth = 100 * (last - first);

/** Compiled code grows for thousands of passes, and comes and goes: without it, what grows are the daemon's own objects. */
const steady = ['--expose-gc', '--no-opt', '--no-maglev', '--no-flush-bytecode'];

describe('an idle daemon', () => {
  it('does not grow over thousands of passes', async (test) => {
    const directory = await createTempDir('idle');
    try {
      const words = [...steady, program, directory.path, `${first}`, `${last}`];
      const { stdout } = await promisify(execFile)(process.execPath, words);
      const { passes, idle, heap } = JSON.parse(stdout) as { passes: number; idle: number; heap: number[] };
      const [early = 0, late = 0] = heap;
      test.diagnostic(`heap after ${first} and ${last} passes: ${heap.join(', ')} bytes`);
      assert.ok(passes === last && idle === passes, `${idle} of ${passes} passes had nothing to do`);
      assert.ok(early > 1_000_000, 'it was measured');
      assert.ok(late - early < mostGrowth, `${late - early} bytes more after ${last - first} passes`);
    } finally {
      await directory.remove();
    }
  });
});

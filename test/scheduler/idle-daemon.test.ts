import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTempDir } from '../lab/temp-dir.js';

const program = fileURLToPath(new URL('idle-daemon.js', import.meta.url));

/** A hundred bytes for each of the eight thousand passes: above what compiled code comes and goes by. */
const mostGrowth = 800_000;

describe('an idle daemon', () => {
  it('does not grow over ten thousand passes', async (test) => {
    const directory = await createTempDir('idle');
    try {
      const marks = ['2000', '10000'];
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--expose-gc',
        program,
        directory.path,
        ...marks,
      ]);
      const { passes, idle, heap } = JSON.parse(stdout) as { passes: number; idle: number; heap: number[] };
      const [early = 0, late = 0] = heap;
      test.diagnostic(`heap after 2,000 and 10,000 passes: ${heap.join(', ')} bytes`);
      assert.ok(passes === 10_000 && idle === passes, `${idle} of ${passes} passes had nothing to do`);
      assert.ok(early > 1_000_000, 'it was measured');
      assert.ok(late - early < mostGrowth, `${late - early} bytes more after eight thousand passes`);
    } finally {
      await directory.remove();
    }
  });
});

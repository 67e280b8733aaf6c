import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, mock } from 'node:test';
import { giveBackMemoryLater } from '../../core/cli/give-back-memory.js';
import { projectRoot, runCommand } from '../lab/index.js';

/** Keeps every tenth of many objects, so that hardly a page is without one. */
const work = `const { getHeapStatistics } = await import('node:v8');
const { giveBackMemory } = await import(process.argv[1]);
const now = () => getHeapStatistics();
const before = now();
function fill() {
  return Array.from({ length: 400_000 }, (_, at) => ({ at, text: String(at) })).filter(({ at }) => at % 10 === 0);
}
const kept = fill();
const full = now();
giveBackMemory();
const after = now();
const little = new WeakRef({});
await new Promise((resolve) => setTimeout(resolve, 1));
giveBackMemory();
const isThere = little.deref() !== undefined;
console.log(JSON.stringify({ before, full, after, isThere, count: kept.length, gc: typeof globalThis.gc }));`;

interface Told {
  readonly before: Sizes;
  readonly full: Sizes;
  readonly after: Sizes;
  readonly isThere: boolean;
  readonly count: number;
  readonly gc: string;
}

interface Sizes {
  readonly used_heap_size: number;
  readonly total_heap_size: number;
}

describe('memory that is given back', () => {
  it('is given after a rest, and not where something comes before', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const giveBack = mock.fn();
      giveBackMemoryLater(giveBack)();
      giveBackMemoryLater(giveBack);
      assert.equal(giveBack.mock.callCount(), 0);
      mock.timers.tick(3000);
      assert.equal(giveBack.mock.callCount(), 1);
    } finally {
      mock.timers.reset();
    }
  });

  it('is garbage, with the pages that it was in; where there is little, nothing is done', async () => {
    const module = join(projectRoot(), 'dist/core/cli/give-back-memory.js');
    const args = ['--max-semi-space-size=1', '--input-type=module', '-e', work, module];
    const { stdout, stderr } = await runCommand(process.execPath, args);
    // A flag that this V8 does not know would be told here.
    assert.equal(stderr, '');
    const { before, full, after, ...rest }: Told = JSON.parse(stdout);
    const grown = (sizes: Sizes) => Math.round((sizes.total_heap_size - before.total_heap_size) / 1024);
    assert.ok(after.used_heap_size < full.used_heap_size - 4 * 2 ** 20, 'garbage is gone');
    assert.ok(grown(after) < grown(full) / 3, `${grown(full)} KiB more, ${grown(after)} after it`);
    assert.deepEqual(rest, { isThere: true, count: 40_000, gc: 'undefined' });
  });
});

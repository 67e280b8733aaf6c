import assert from 'node:assert/strict';
import type { SoakResult } from './soak.js';

/** A connection that is just being ended, a timer of Node's own. */
const slack = 4;

/** What the heap may grow by, in MiB, whatever the number of passes: caches that are not full yet. */
const heapSlackMiB = 6;

/** @throws AssertionError where something grew */
export function assertBounded({ before, after }: SoakResult): void {
  for (const name of ['descriptors', 'handles', 'listeners'] as const)
    assert.ok(after[name] <= before[name] + slack, `${name}: ${before[name]}, then ${after[name]}`);
  assert.ok(after.heapMiB <= before.heapMiB + heapSlackMiB, `heap: ${before.heapMiB}, then ${after.heapMiB} MiB`);
}

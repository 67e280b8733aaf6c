import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missing } from '../lab/index.js';
import { assertBounded } from './bounds.js';
import { soak } from './soak.js';

describe('many passes in one process', { skip: missing('pebble', 'openssl') }, () => {
  it('lose nothing and leave nothing behind: a sample', async () => {
    const result = await soak({ passes: 7, seed: 1 });
    assert.ok(result.counts.issued > 0 && result.counts.removed > 0, JSON.stringify(result.counts));
    assertBounded(result);
  });
});

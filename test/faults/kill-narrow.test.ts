import assert from 'node:assert/strict';
import { it } from 'node:test';
import { missing } from '../lab/index.js';
import { createNarrowSweep } from './narrow/narrow-sweep.js';
import { createStage } from './stage.js';

/** After the order, before the certificate is there; `npm run test:faults -- narrow` takes every effect, and PostgreSQL with `--store=postgres`. */
const effect = 70;

it('a pass over the few that are due among many loses nothing when it is killed', {
  skip: missing('pebble', 'openssl'),
}, async (context) => {
  const stage = await createStage();
  context.after(() => stage.stop());
  assert.deepEqual(await createNarrowSweep(stage, undefined).point(effect), { orders: 1, restarts: 1, leftovers: 0 });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing } from '../lab/index.js';
import { scenarios } from './scenarios.js';
import { prepareSharedSweep } from './shared-sweep.js';
import { createStage, type Stage } from './stage.js';
import { createSharedStage, type SharedStage } from './two-hosts.js';

/** Shares of a run at which it is killed; `npm run test:faults -- --store=postgres` takes every effect and statement. */
const points: Readonly<Record<string, readonly number[]>> = { renew: [0.62, 0.88], 'pfx-and-hook': [0.8] };

describe('an instance, killed before an effect or a statement, where another one goes on', {
  skip: missing('pebble', 'openssl', 'postgres', 'initdb'),
}, () => {
  let stage: Stage;
  let shared: SharedStage;
  before(async () => {
    stage = await createStage();
    shared = await createSharedStage(stage);
  });
  after(async () => {
    await shared.stop();
    await stage.stop();
  });

  for (const scenario of scenarios.filter(({ name }) => name in points)) {
    it(`loses nothing: ${scenario.name}`, async () => {
      const sweep = await prepareSharedSweep(shared, scenario);
      for (const share of points[scenario.name] ?? []) {
        const { leftovers } = await sweep.point(Math.ceil(share * sweep.effects));
        assert.equal(leftovers, 0);
      }
    });
  }
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing } from '../lab/index.js';
import { createNarrowSweep } from './narrow/narrow-sweep.js';
import { scenarios } from './scenarios.js';
import { createStage, type Stage } from './stage.js';
import { prepareSweep } from './sweep.js';

/** Shares of each scenario's run at which it is killed, one for each state that it can leave; `npm run test:faults` takes every effect. */
const points: Readonly<Record<string, number>> = {
  /** The CA has the account, and nothing says so yet. */
  create: 0.3,
  /** The order is parked, and another pass begins. */
  parked: 0.5,
  /** Some of the links are those of the new version. */
  renew: 0.78,
  /** Records are published, and proofs asked for. */
  expand: 0.4,
  /** It is revoked, and some of its files are gone. */
  remove: 0.6,
  /** Some of the steps are done. */
  'pfx-and-hook': 0.93,
};

/** Of a pass over the few that are due among many: after the order, before the certificate is there. */
const narrowEffect = 70;

describe('the built program, killed before an effect and started again', { skip: missing('pebble', 'openssl') }, () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage.stop());

  for (const scenario of scenarios) {
    it(`loses nothing: ${scenario.name}`, async () => {
      const share = points[scenario.name];
      assert.ok(share !== undefined, 'it has a point');
      const sweep = await prepareSweep(stage, scenario);
      const { leftovers } = await sweep.point(1 + Math.floor(share * sweep.effects));
      assert.equal(leftovers, 0);
    });
  }

  it('loses nothing in a pass over the few that are due among many', async () => {
    const found = await createNarrowSweep(stage, undefined).point(narrowEffect);
    assert.deepEqual(found, { orders: 1, restarts: 1, leftovers: 0 });
  });
});

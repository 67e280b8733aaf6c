import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing } from '../lab/index.js';
import { scenarios } from './scenarios.js';
import { createStage, type Stage } from './stage.js';
import { prepareSweep } from './sweep.js';

/** Of each scenario, at shares of its run that no other one has; `npm run test:faults` takes every effect. */
const pointsEach = 2;

/** Tests that kill the built program at some points of these scenarios. */
export function sampleKills(...names: readonly string[]): void {
  describe('the built program, killed before an effect and started again', {
    skip: missing('pebble', 'openssl'),
  }, () => {
    let stage: Stage;
    before(async () => {
      stage = await createStage();
    });
    after(() => stage.stop());

    for (const [place, scenario] of scenarios.entries()) {
      if (!names.includes(scenario.name)) continue;
      it(`loses nothing: ${scenario.name}`, async () => {
        const sweep = await prepareSweep(stage, scenario);
        for (let index = 0; index < pointsEach; index += 1) {
          const share = (index + (1 + place) / (scenarios.length + 1)) / pointsEach;
          const effect = 1 + Math.floor(share * sweep.effects);
          const { leftovers } = await sweep.point(effect);
          assert.equal(leftovers, 0);
        }
      });
    }
  });
}

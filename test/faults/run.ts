import { scenarios } from './scenarios.js';
import { createStage } from './stage.js';
import { prepareSweep, type SweepFigures } from './sweep.js';

/**
 * Kills the built program before every one of its effects, in every scenario, restarts it, and checks what is left:
 * `npm run test:faults`, or `npm run test:faults -- create renew` for some. Prints the figures as a table.
 */
const words = process.argv.slice(2);
const chosen = scenarios.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const stage = await createStage();
const figures: SweepFigures[] = [];
try {
  for (const scenario of chosen) {
    const sweep = await prepareSweep(stage, scenario);
    let [restarts, orders, mostExtraOrders, leftovers] = [0, 0, 0, 0];
    for (let effect = 1; effect <= sweep.effects; effect += 1) {
      const result = await sweep.point(effect);
      restarts += result.restarts;
      orders += result.orders;
      leftovers += result.leftovers;
      mostExtraOrders = Math.max(mostExtraOrders, result.orders - scenario.orders);
      if (effect % 10 === 0) process.stderr.write(`${scenario.name}: ${effect} of ${sweep.effects}\n`);
    }
    const { effects } = sweep;
    figures.push({ scenario: scenario.name, effects, points: effects, restarts, orders, mostExtraOrders, leftovers });
    process.stderr.write(`${JSON.stringify(figures.at(-1))}\n`);
  }
} finally {
  await stage.stop();
}
console.table(figures);
process.stdout.write(`${figures.reduce((sum, { points }) => sum + points, 0)} points, nothing left behind\n`);

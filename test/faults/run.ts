import { scenarios } from './scenarios.js';
import { createStage } from './stage.js';
import { prepareSweep, type SweepFigures } from './sweep.js';

/**
 * Kills the built program before every one of its effects, in every scenario, restarts it, and checks what is left:
 * `npm run test:faults`, or `npm run test:faults -- create renew` for some, `--every=5` for every fifth effect. Prints
 * the figures as a table.
 */
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const step = Number(process.argv.find((word) => word.startsWith('--every='))?.slice('--every='.length) ?? 1);
const chosen = scenarios.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const stage = await createStage();
const figures: SweepFigures[] = [];
try {
  for (const scenario of chosen) {
    const sweep = await prepareSweep(stage, scenario);
    let [points, restarts, orders, mostExtraOrders, leftovers] = [0, 0, 0, 0, 0];
    for (let effect = 1; effect <= sweep.effects; effect += step) {
      points += 1;
      const result = await sweep.point(effect);
      restarts += result.restarts;
      orders += result.orders;
      leftovers += result.leftovers;
      mostExtraOrders = Math.max(mostExtraOrders, result.orders - scenario.orders);
      if (points % 10 === 0) process.stderr.write(`${scenario.name}: ${effect} of ${sweep.effects}\n`);
    }
    const { effects } = sweep;
    figures.push({ scenario: scenario.name, effects, points, restarts, orders, mostExtraOrders, leftovers });
    process.stderr.write(`${JSON.stringify(figures.at(-1))}\n`);
  }
} finally {
  await stage.stop();
}
console.table(figures);
process.stdout.write(`${figures.reduce((sum, { points }) => sum + points, 0)} points, nothing left behind\n`);

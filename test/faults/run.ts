import { moves, prepareMove } from './migrate-sweep.js';
import { scenarios } from './scenarios.js';
import { prepareSharedSweep } from './shared-sweep.js';
import { createStage } from './stage.js';
import { prepareSweep, type SweepFigures } from './sweep.js';
import { createSharedStage } from './two-hosts.js';

/**
 * Kills the built program before every one of its effects, in every scenario, restarts it, and checks what is left:
 * `npm run test:faults`, or `npm run test:faults -- create renew` for some, `--every=5` for every fifth effect, `--from=3`
 * from the third on. With `--store=postgres` the statements to the database count as well, and another host goes on. Prints
 * the figures as a table.
 */
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const step = Number(option('every') ?? 1);
const start = Number(option('from') ?? 1);
const stage = await createStage();
const shared = option('store') === 'postgres' ? await createSharedStage(stage) : undefined;
const all = [
  ...scenarios.map((scenario) => ({
    name: scenario.name,
    usualOrders: scenario.orders,
    prepare: () => (shared === undefined ? prepareSweep(stage, scenario) : prepareSharedSweep(shared, scenario)),
  })),
  ...(shared === undefined
    ? []
    : moves.map((name) => ({ name, usualOrders: 0, prepare: () => prepareMove(shared, name) }))),
];
const chosen = all.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const figures: SweepFigures[] = [];
const failures: string[] = [];
try {
  for (const { name, usualOrders, prepare } of chosen) {
    const sweep = await prepare();
    let [points, restarts, orders, mostExtraOrders, leftovers] = [0, 0, 0, 0, 0];
    for (let effect = start; effect <= sweep.effects; effect += step) {
      points += 1;
      const result = await sweep.point(effect).catch((error: Error) => {
        failures.push(error.message);
        process.stderr.write(`${error.message}\n`);
      });
      if (result === undefined) continue;
      restarts += result.restarts;
      orders += result.orders;
      leftovers += result.leftovers;
      mostExtraOrders = Math.max(mostExtraOrders, result.orders - usualOrders);
      if (points % 10 === 0) process.stderr.write(`${name}: ${effect} of ${sweep.effects}\n`);
    }
    const { effects } = sweep;
    figures.push({ scenario: name, effects, points, restarts, orders, mostExtraOrders, leftovers });
    process.stderr.write(`${JSON.stringify(figures.at(-1))}\n`);
  }
} finally {
  await shared?.stop();
  await stage.stop();
}
console.table(figures);
const sum = figures.reduce((before, { points }) => before + points, 0);
process.stdout.write(`${sum} points, ${failures.length === 0 ? 'nothing left behind' : `${failures.length} failed`}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

function option(name: string): string | undefined {
  return process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

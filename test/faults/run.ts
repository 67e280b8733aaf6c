import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundle } from '../bundle/build-bundle.js';
import { moves, prepareMove } from './migrate-sweep.js';
import { createNarrowSweep } from './narrow/narrow-sweep.js';
import { scenarios } from './scenarios.js';
import { prepareSharedSweep } from './shared-sweep.js';
import { createStage } from './stage.js';
import { type PreparedSweep, prepareSweep, type SweepFigures } from './sweep.js';
import { createSharedStage } from './two-hosts.js';

/**
 * Kills the bundled program before every one of its effects, in every scenario, restarts it, and checks what is left:
 * `npm run test:faults`, or `npm run test:faults -- create renew` for some, `--every=5` for every fifth effect, `--from=3`
 * from the third on, `--jobs=2` for two at a time, each beside a CA and a provider of its own. With `--store=postgres` the
 * statements to the database count as well, and another host goes on. Prints the figures as a table.
 */
const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    store: { type: 'string', default: 'files' },
  },
});
const [step, start, jobs] = [values.every, values.from, values.jobs].map((value) => {
  const number = Number(value);
  if (!(Number.isInteger(number) && number > 0)) throw new Error(`${value} is no number from 1 on`);
  return number;
}) as [number, number, number];
const isShared = values.store === 'postgres';
if (!isShared && values.store !== 'files') throw new Error(`--store is files or postgres, not ${values.store}`);

/** What is interrupted, by its name. */
interface Flow {
  readonly name: string;
  readonly usualOrders: number;
}
const flows: readonly Flow[] = [
  ...scenarios.map(({ name, orders }) => ({ name, usualOrders: orders })),
  { name: 'narrow', usualOrders: 1 },
  ...(isShared ? moves.map((name) => ({ name, usualOrders: 0 })) : []),
];
const chosen = flows.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if (chosen.length === 0) throw new Error(`no flow has one of these names: ${words.join(', ')}`);

/** Where the program is killed: one CA, one provider, one database for it alone. */
async function openPlace() {
  const stage = await createStage();
  const shared = isShared ? await createSharedStage(stage) : undefined;
  return {
    async prepare(name: string): Promise<PreparedSweep> {
      if (name === 'narrow') {
        const { countEffects, point } = createNarrowSweep(stage, shared);
        return { effects: await countEffects(), point };
      }
      const move = moves.find((each) => each === name);
      if (move !== undefined && shared !== undefined) return prepareMove(shared, move);
      const scenario = scenarios.find((each) => each.name === name);
      if (scenario === undefined) throw new Error(`no flow ${name}`);
      return shared === undefined ? prepareSweep(stage, scenario) : prepareSharedSweep(shared, scenario);
    },
    async close() {
      await shared?.stop();
      await stage.stop();
    },
  };
}

const failures: string[] = [];

async function sweepFlow(places: readonly { prepare(name: string): Promise<PreparedSweep> }[], flow: Flow) {
  let [points, restarts, orders, mostExtraOrders, leftovers] = [0, 0, 0, 0, 0];
  let next = start;
  const counts = await Promise.all(
    places.map(async (place) => {
      const sweep = await place.prepare(flow.name);
      while (next <= sweep.effects) {
        const effect = next;
        next += step;
        points += 1;
        if (points % 10 === 0) process.stderr.write(`${flow.name}: ${effect} of ${sweep.effects}\n`);
        const result = await sweep.point(effect).catch((error: Error) => {
          failures.push(error.message);
          process.stderr.write(`${error.message}\n`);
        });
        if (result === undefined) continue;
        restarts += result.restarts;
        orders += result.orders;
        leftovers += result.leftovers;
        mostExtraOrders = Math.max(mostExtraOrders, result.orders - flow.usualOrders);
      }
      return sweep.effects;
    }),
  );
  const effects = Math.max(...counts);
  const figures: SweepFigures = { scenario: flow.name, effects, points, restarts, orders, mostExtraOrders, leftovers };
  process.stderr.write(`${JSON.stringify(figures)}\n`);
  return figures;
}

const folder = await mkdtemp(join(tmpdir(), 'faults-bundle-'));
const figures: SweepFigures[] = [];
try {
  await buildBundle(folder);
  process.env.LAB_PACKAGE = folder;
  const places = await Promise.all(Array.from({ length: jobs }, openPlace));
  try {
    for (const flow of chosen) figures.push(await sweepFlow(places, flow));
  } finally {
    for (const place of places) await place.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.table(figures);
const sum = figures.reduce((before, { points }) => before + points, 0);
process.stdout.write(`${sum} points, ${failures.length === 0 ? 'nothing left behind' : `${failures.length} failed`}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

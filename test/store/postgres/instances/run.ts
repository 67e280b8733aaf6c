import { createStage } from '../../../faults/stage.js';
import { faults } from './faults.js';
import { type FaultFigures, tryFault } from './try-fault.js';

/**
 * Three instances and what may happen to one of them or to the database: `npm run test:instances`, with `--count=100`
 * certificates, or `npm run test:instances -- killed promoted` for some. Prints the figures as a table.
 */
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const count = Number(process.argv.find((word) => word.startsWith('--count='))?.slice('--count='.length) ?? 100);
const figures: FaultFigures[] = [];
for (const fault of faults.filter(({ name }) => words.length === 0 || words.includes(name))) {
  const stage = await createStage();
  try {
    figures.push(await tryFault(stage, fault, count));
    process.stderr.write(`${JSON.stringify(figures.at(-1))}\n`);
  } finally {
    await stage.stop();
  }
}
console.table(figures.map((each) => ({ ...each, files: each.files.join(' '), steps: each.steps.join(' ') })));

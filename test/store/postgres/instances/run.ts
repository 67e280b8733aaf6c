import { tryClients } from '../../../doors/shared/try-clients.js';
import { createStage } from '../../../faults/stage.js';
import { faults } from './faults.js';
import { type FaultFigures, tryFault } from './try-fault.js';

/**
 * Three instances and what may happen to one of them or to the database: `npm run test:instances`, with `--count=100`
 * certificates, or `npm run test:instances -- killed promoted` for some; `doors` are ACME clients that come to all of them in
 * turn. Prints the figures as tables.
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
if (figures.length > 0) {
  console.table(figures.map((each) => ({ ...each, files: each.files.join(' '), steps: each.steps.join(' ') })));
}
if (words.length === 0 || words.includes('doors')) console.table(await tryClients());

import { parseArgs } from 'node:util';
import { assertBounded } from './bounds.js';
import type { Residue } from './residue.js';
import { type SoakCounts, soak } from './soak.js';

/** `npm run test:soak -- --passes=1000 [--seed=1]` */
const { values } = parseArgs({
  options: { passes: { type: 'string', default: '200' }, seed: { type: 'string', default: `${Date.now() % 1e6}` } },
});
const passes = Number(values.passes);
const seed = Number(values.seed);
if (!Number.isInteger(passes) || passes < 1 || !Number.isInteger(seed))
  throw new Error('--passes and --seed are whole numbers');

function row(pass: number | string, { heapMiB, descriptors, handles, listeners }: Residue, counts?: SoakCounts): void {
  const told = counts === undefined ? '' : ` | ${Object.values(counts).join(' | ')}`;
  process.stdout.write(`| ${pass} | ${heapMiB} | ${descriptors} | ${handles} | ${listeners}${told} |\n`);
}

process.stdout.write(
  `seed ${seed}\n| pass | heap MiB | descriptors | handles | listeners | issued | renewed | removed | failed |\n`,
);
const result = await soak({ passes, seed, onSample: row });
row('first', result.before);
row('end', result.after, result.counts);
assertBounded(result);

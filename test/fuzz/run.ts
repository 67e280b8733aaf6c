import { parseArgs } from 'node:util';
import { casesOf, fuzz } from './target.js';
import { targets } from './targets/index.js';

/**
 * Tries each target with many inputs made by chance: `npm run test:fuzz`, or `npm run test:fuzz -- dns --cases=1000000`
 * for some, `--seed=N` to begin elsewhere (default: the time) or to play one case again.
 */
const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const cases = Number(values.cases);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);

const chosen = targets.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if (chosen.length === 0) throw new Error(`no target is called so: ${targets.map(({ name }) => name).join(', ')}`);
for (const target of chosen) {
  const count = casesOf(target, cases);
  await fuzz(target, count, seed);
  process.stdout.write(`${target.name}: ${count} cases from seed ${seed}, nothing found\n`);
}

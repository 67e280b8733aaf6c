import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { measureFewerProviders } from './fewer-providers.js';
import { measureIdle } from './idle.js';
import { measureIssuance, measureMany, measureStores } from './issuance.js';
import type { IssuanceResult } from './measure-contender.js';
import { measureNoChange } from './no-change.js';
import { measureNoChangePostgres } from './no-change-postgres.js';
import { readOptions } from './options.js';
import { renderResults } from './report.js';
import type { BenchResults } from './results.js';
import { measureSize } from './size.js';
import { measureStartUp } from './start-up.js';
import { bundleRoot, openSubject } from './subject.js';
import { judge, renderVerdicts } from './verdicts.js';

// Servers, measured programs and directories go when this process exits, not when a signal kills it.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

const options = readOptions(process.argv.slice(2));
const subject = openSubject(options.packageRoot ?? bundleRoot());
const say = (text: string) => console.error(text);
let results: BenchResults = {};

/** Shows each part as soon as it is there. */
function add(found: BenchResults): void {
  results = { ...results, ...found };
  console.log(`\n${renderResults(found)}`);
}

const tell = ({ servers, contender, wallMs, lost }: IssuanceResult) =>
  say(`${servers}: ${contender}: ${wallMs.toFixed(1)} ms a certificate, ${lost} lost`);
// First, as the others remove tens of thousands of files: see the stage.
if (options.parts.has('issuance')) add({ issuance: await measureIssuance(subject, options, tell) });
if (options.parts.has('many')) add({ many: await measureMany(subject, options, tell) });
if (options.parts.has('store')) add({ store: await measureStores(subject, options, tell) });
if (options.parts.has('start-up')) add({ startUp: await measureStartUp(subject, options) });
if (options.parts.has('providers')) add({ fewerProviders: await measureFewerProviders(subject, options) });
if (options.parts.has('no-change')) add({ noChange: await measureNoChange(subject, options) });
if (options.parts.has('no-change-postgres')) add({ noChangePostgres: await measureNoChangePostgres(subject, options) });
if (options.parts.has('idle')) add({ idle: await measureIdle(subject, options) });
if (options.parts.has('size')) add({ size: await measureSize(subject, options) });
const verdicts = judge(results).filter(({ part }) => options.parts.has(part));
if (verdicts.length > 0) console.log(`\n${renderVerdicts(verdicts)}`);
if (options.json !== undefined) {
  const machine = { node: process.version, processors: availableParallelism() };
  await writeFile(options.json, `${JSON.stringify({ machine, ...results, verdicts }, undefined, 2)}\n`);
}

import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { doorFaults } from '../../../doors/shared/door-faults.js';
import { tryClients } from '../../../doors/shared/try-clients.js';
import { createStage } from '../../../faults/stage.js';
import { need, runCommand } from '../../../lab/index.js';
import { faults } from './faults.js';
import { type FaultFigures, tryFault } from './try-fault.js';

/**
 * Three instances and what may happen to one of them or to the database: `npm run test:instances`, with `--count=100`
 * certificates, or `npm run test:instances -- killed promoted` for some; `doors` are ACME clients that come to all of them in
 * turn, `doors-cut-off` one of what happens then, `--clients=lego,uacme` some of the clients. What takes the network away runs in one of its own. Prints the figures as tables.
 */
const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '100' },
    clients: { type: 'string' },
    'own-network': { type: 'boolean', default: false },
  },
});
const count = Number(values.count);
const known = [...faults.map(({ name }) => name), 'doors', ...doorFaults.map(({ name }) => `doors-${name}`)];
const unknown = words.find((word) => !known.includes(word));
if (unknown !== undefined) throw new Error(`nothing is called ${unknown}: ${known.join(', ')}`);
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
const isOwnNetwork = values['own-network'];
if (isOwnNetwork) await runCommand(need('ip'), ['link', 'set', 'lo', 'up']);
const ofDoors = doorFaults.filter(
  ({ name }) => words.length === 0 || words.includes('doors') || words.includes(`doors-${name}`),
);
const here = ofDoors.filter(({ isNetwork }) => isOwnNetwork || !isNetwork);
if (here.length > 0) console.table(await tryClients(here, values.clients?.split(',')));
const elsewhere = ofDoors.filter((fault) => !here.includes(fault)).map(({ name }) => `doors-${name}`);
if (elsewhere.length > 0) {
  const [script = '', ...options] = process.argv.slice(1).filter((word) => !words.includes(word));
  const args = ['--net', process.execPath, script, ...elsewhere, ...options, '--own-network'];
  process.exitCode = spawnSync(need('unshare'), args, { stdio: 'inherit' }).status ?? 1;
}

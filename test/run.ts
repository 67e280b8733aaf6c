import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { batchesOf, ofSources } from './batches.js';
import { bundleOfRun } from './bundle/build-bundle.js';
import { cpuReport, readUsed } from './cpu/report.js';
import { usedSoFar } from './cpu/used.js';
import { memoryFolder } from './lab/memory-folder.js';
import { extraRootsVariable, portsFolder, runFolderVariable } from './lab/once-a-run.js';

/**
 * Runs every test that this machine can run: `npm test`, or `npm test -- store acme/` for those whose path has one of
 * the words. Small files share a process; some processes run at a time, and those that start servers take their own free
 * ports. Where all are run, commands are those of the bundle, which start in a third of the time that the compiled
 * sources take; what is named by words runs these. `--cpu` tells which took most processor time (`--cpu=30` of them).
 */
const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const asked = process.argv.find((argument) => argument.startsWith('--cpu'));
const rows = asked === undefined ? 0 : Number(asked.slice('--cpu='.length) || 30);
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--') && !argument.startsWith('--cpu'));

const files = readdirSync(here, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.test.js'))
  .map((entry) => relative(here, join(entry.parentPath, entry.name)).split(sep).join('/'))
  // A run that was killed leaves its entries.
  .filter((file) => !file.startsWith('.run-'))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

if (files.length === 0) {
  process.stderr.write(`no test file matches ${words.join(', ')}\n`);
  process.exit(1);
}

// What several of them need is made once, where other users may read it too.
const given = process.env.TMPDIR;
const shared = mkdtempSync(join(given ?? memoryFolder() ?? tmpdir(), 'lab-run-'));
chmodSync(shared, 0o755);
process.on('exit', () => rmSync(shared, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
process.env[runFolderVariable] = shared;
mkdirSync(join(shared, portsFolder));
chmodSync(join(shared, portsFolder), 0o1777);
if (given === undefined) {
  // As open as the usual place: some tests are other users for a while.
  process.env.TMPDIR = join(shared, 'tmp');
  mkdirSync(process.env.TMPDIR);
  chmodSync(process.env.TMPDIR, 0o1777);
}
const bundle = words.length === 0 ? await bundleOfRun() : undefined;

// Node sorts what it is given by name, hence the numbers. Two runs at a time must not write over each other.
const folder = join(here, `.run-${process.pid}`);
mkdirSync(folder);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
if (bundle !== undefined)
  writeFileSync(join(folder, 'package.js'), `process.env.LAB_PACKAGE ??= ${JSON.stringify(bundle)};\n`);
writeFileSync(join(folder, 'disk.js'), 'delete process.env.TMPDIR;\n');
const entries = batchesOf(files).map((batch, index) => {
  const entry = join(folder, `${String(index).padStart(4, '0')}-${batch.name}.test.js`);
  const imports = ['../cpu/untracked.js', '../cpu/note.js', ...batch.files.map((file) => `../${file}`)];
  if (given === undefined && batch.isOnDisk) imports.unshift('./disk.js');
  if (bundle !== undefined && !batch.files.some((file) => ofSources.includes(file))) imports.unshift('./package.js');
  writeFileSync(entry, imports.map((file) => `import '${file}';\n`).join(''));
  return entry;
});

// Four for each processor: by `--cpu`, a process computes for a quarter of its time, and waits for servers the rest.
const concurrency = Math.min(Math.max(availableParallelism(), 2) * 4, 12);
const options = ['--test', `--test-concurrency=${concurrency}`, '--test-timeout=900000', ...flags];
// What failed is told once more at the end: of so many lines, some that keep them have the last only.
const failures = join(folder, 'failures.txt');
if (!flags.some((flag) => flag.startsWith('--test-reporter')))
  for (const [reporter, destination] of [
    [process.stdout.isTTY ? 'spec' : 'tap', 'stdout'],
    [join(here, 'failures/reporter.js'), failures],
  ])
    options.push(`--test-reporter=${reporter}`, `--test-reporter-destination=${destination}`);
// Most of what a test makes is gone when it ends: with more room for what is new, less of it is looked at again.
const room = ['--min-semi-space-size=16', '--max-semi-space-size=32'];
// As the program has it for itself: see core/http/light-parser.ts. Node's own fetch brings such a parser, too.
const light = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];
// Node reads these roots, and its own, whenever it starts, which takes it twice as long; a test that needs them is told.
const { NODE_EXTRA_CA_CERTS: roots, ...usual } = process.env;
const env = { ...usual, ...(roots !== undefined && { [extraRootsVariable]: roots }) };
const child = spawn(process.execPath, [...room, ...light, ...options, ...entries], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  if (existsSync(failures)) process.stdout.write(readFileSync(failures));
  if (rows > 0) process.stdout.write(`\n${cpuReport(readUsed(folder), usedSoFar(), rows)}\n`);
  process.exit(code ?? 1);
});

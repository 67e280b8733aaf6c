import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../lab/index.js';
import { runFolderVariable } from '../lab/once-a-run.js';
import { readEquivalents } from './equivalents.js';
import { foldersOf } from './folders.js';
import { readOptions } from './options.js';
import { openRemembered } from './remembered.js';
import { type FolderResult, resultTable } from './table.js';
import { makeTree } from './tree.js';
import { tryFolder } from './try-folder.js';

/**
 * Puts small faults into the compiled program, one by one, and says which ones the tests near them do not notice:
 * `npm run test:mutants`, or `npm run test:mutants -- store acme --sample=100 --minutes=5`. See README.md beside this.
 */
const project = projectRoot();
const options = readOptions(process.argv.slice(2));
const memory = join(project, 'node_modules/.cache/mutants/killed.json');
const measured = join(project, 'node_modules/.cache/mutants/measured.json');
if (options.fresh) for (const file of [memory, measured]) rmSync(file, { force: true });

const changed = options.since === undefined ? undefined : changedSince(options.since);
const providersNamed = options.words.flatMap((word) => /^providers\/([^/]+)$/.exec(word)?.[1] ?? []);
const providersChanged = [...(changed ?? [])].flatMap((file) => /^providers\/([^/]+)\//.exec(file)?.[1] ?? []);
const all = foldersOf(
  join(project, 'dist'),
  options.seed,
  providersNamed.length > 0 ? providersNamed : providersChanged,
);
/** The whole name of a folder means it alone, and that of a provider the folder of those that were named. */
function isMeant(name: string, word: string): boolean {
  if (word.startsWith('providers/')) return name === 'providers';
  return all.some((folder) => folder.name === word) ? name === word : name.includes(word);
}
const folders = all
  .filter(({ name }) => options.words.length === 0 || options.words.some((word) => isMeant(name, word)))
  .map((folder) => ({ ...folder, files: folder.files.filter((file) => changed === undefined || changed.has(file)) }))
  .filter(({ files }) => files.length > 0);

const tree = makeTree(project);
process.on('exit', () => tree.remove());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

function print(text: string): void {
  process.stdout.write(text);
}

// What several tests need is made once for a folder, as in a run of `npm test`: it may hold the folder's mutants.
const shared = mkdtempSync(join(tmpdir(), 'mutants-shared-'));
chmodSync(shared, 0o755);
process.on('exit', () => rmSync(shared, { recursive: true, force: true, maxRetries: 5 }));

const trial = {
  project,
  measured,
  tree,
  options,
  equivalents: readEquivalents(project),
  remembered: openRemembered(project, memory),
  print,
};
const results: FolderResult[] = [];
const end = performance.now() + options.minutes * 60_000;
for (const [index, folder] of folders.entries()) {
  print(`${folder.name}\n`);
  process.env[runFolderVariable] = join(shared, `${index}`);
  mkdirSync(join(shared, `${index}`), { mode: 0o755 });
  // What one folder leaves of its time goes to the others.
  const share = (end - performance.now()) / (folders.length - index);
  results.push(await tryFolder(folder, { ...trial, end: performance.now() + share }));
}
print(`\nseed ${options.seed}, at most ${options.sample} a folder\n\n${resultTable(results)}`);

/** Compiled modules whose source changed. Throws Error where git does not know the commit. */
function changedSince(commit: string): Set<string> {
  const { status, stdout, stderr } = spawnSync('git', ['diff', '--name-only', commit], {
    cwd: project,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`git does not say what changed since ${commit}: ${stderr}`);
  return new Set(stdout.split('\n').map((file) => file.replace(/\.ts$/, '.js')));
}

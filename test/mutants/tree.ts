import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import type { PlacedMutant } from './mutant.js';
import { mutantsOf } from './operators.js';
import { weave } from './weave.js';

/** A copy of the project whose `dist` may be changed; all else leads to the project itself. */
export interface Tree {
  readonly root: string;
  readonly dist: string;
  /** An empty folder within, for what one run writes. */
  freshFolder(): string;
  /** Puts all mutants of these files into the copy. */
  weaveIn(files: readonly string[]): PlacedMutant[];
  remove(): void;
}

/** What of `dist` no test of a folder reads. */
const leftOut = new Set(['bundle', '.tsbuildinfo']);

/** @param project its root, with a built `dist` */
export function makeTree(project: string): Tree {
  const root = mkdtempSync(join(tmpdir(), 'mutants-'));
  // Some tests run a part as another user.
  chmodSync(root, 0o755);
  const dist = join(root, 'dist');
  for (const name of readdirSync(project))
    if (name !== 'dist' && name !== '.git') symlinkSync(join(project, name), join(root, name));
  cpSync(join(project, 'dist'), dist, { recursive: true, filter: (path) => !leftOut.has(basename(path)) });
  const active = join(dist, 'test/mutants/active.js');
  let folders = 0;
  let last = 0;

  function weaveIn(files: readonly string[]): PlacedMutant[] {
    return files.flatMap((file) => {
      const path = join(dist, file);
      const source = readFileSync(path, 'utf8');
      const mutants = mutantsOf(source).map((mutant) => {
        last += 1;
        const line = source.slice(0, mutant.start).split('\n').length;
        return { ...mutant, id: last, file, line, was: source.slice(mutant.start, mutant.end) };
      });
      const activePath = relative(dirname(path), active);
      writeFileSync(path, weave(source, mutants, activePath.startsWith('.') ? activePath : `./${activePath}`));
      return mutants;
    });
  }

  return {
    root,
    dist,
    freshFolder() {
      folders += 1;
      const folder = join(root, `run-${folders}`);
      mkdirSync(folder);
      return folder;
    },
    weaveIn,
    // A server that has just been killed may still have written something.
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

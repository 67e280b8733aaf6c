import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/**
 * Writes the type declarations of the SDK and of what tests it, for packages that are written in TypeScript against the
 * bundle; none beside those that these two lead to.
 * @param root the project
 * @param out the folder of the bundle
 */
export function writeTypes(root, out) {
  const target = join(out, 'dist');
  for (const name of readdirSync(target, { recursive: true })) if (name.endsWith('.d.ts')) rmSync(join(target, name));
  const made = mkdtempSync(join(tmpdir(), 'types-'));
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const config = join(root, 'scripts/bundle/tsconfig.json');
    const args = [tsc, '--project', config, '--rootDir', root, '--outDir', made];
    const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
    if (error) throw error;
    if (status !== 0) throw new Error(`tsc ended with ${status}`);
    for (const file of reachable(made, ['core/sdk/index.d.ts', 'core/testing/index.d.ts'])) {
      mkdirSync(dirname(join(target, file)), { recursive: true });
      cpSync(join(made, file), join(target, file));
    }
  } finally {
    rmSync(made, { recursive: true });
  }
}

/** The declarations that these name, and so on. */
function reachable(folder, entries) {
  const found = new Set(entries);
  for (const file of found) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, path] of text.matchAll(/(?:from|import\() ?'(\.[^']+)\.js'/g))
      found.add(relative(folder, join(folder, dirname(file), `${path}.d.ts`)));
  }
  return found;
}

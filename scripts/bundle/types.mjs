import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the type declarations of the SDK, for packages that are written in TypeScript against the bundle.
 * @param root the project
 * @param out the folder of the bundle
 */
export function writeTypes(root, out) {
  const folder = join(out, 'dist/core/sdk');
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (name.endsWith('.d.ts')) rmSync(join(folder, name));
  }
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const config = join(root, 'scripts/bundle/tsconfig.json');
  const args = [tsc, '--project', config, '--rootDir', root, '--outDir', join(out, 'dist')];
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) throw new Error(`tsc ended with ${status}`);
}

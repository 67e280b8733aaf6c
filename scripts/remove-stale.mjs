// Removes compiled modules whose source is gone: after a pull that has moved files, their tests would run on.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const sourceOf = { '.js': '.ts', '.cjs': '.cts' };

/** @param {string} root of the project */
export function removeStale(root) {
  for (const folder of ['core', 'plugins', 'providers', 'test']) {
    if (existsSync(join(root, 'dist', folder))) sweep(root, folder);
  }
}

function sweep(root, folder) {
  for (const entry of readdirSync(join(root, 'dist', folder), { withFileTypes: true })) {
    // Hidden folders belong to runs of tests that may be under way.
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      sweep(root, path);
      continue;
    }
    const [extension = ''] = /\.c?js$/.exec(path) ?? [];
    const source = sourceOf[extension];
    if (source !== undefined && !existsSync(join(root, path.slice(0, -extension.length) + source)))
      rmSync(join(root, 'dist', path));
  }
}

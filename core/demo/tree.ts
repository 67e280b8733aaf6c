import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Style } from './style.js';

/** Folders below these hold one certificate each: all but one are shown by their number of files. */
const ofCertificates = ['archive', 'live'];

/** The journal and the like: nothing that users need to look at. */
const ownState = 'letsencrypt-dns';

/** The folder as a tree, links with where they lead; of the certificates, one in full. */
export async function renderTree(folder: string, shown: string, style: Style): Promise<string[]> {
  const lines: string[] = [];
  await walk('', 0);
  return lines;

  async function walk(path: string, depth: number): Promise<void> {
    const entries = await readdir(join(folder, path), { withFileTypes: true });
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const indent = '  '.repeat(depth);
      const below = join(path, entry.name);
      if (entry.isSymbolicLink()) {
        lines.push(`${indent}${entry.name} ${style.dim(`→ ${await readlink(join(folder, below))}`)}`);
      } else if (!entry.isDirectory()) {
        lines.push(`${indent}${entry.name}`);
      } else if (isOther(path, entry.name)) {
        const { length } = await readdir(join(folder, below));
        lines.push(`${indent}${entry.name}/ ${style.dim(length === 1 ? '1 file' : `${length} files`)}`);
      } else {
        lines.push(`${indent}${style.bold(`${entry.name}/`)}`);
        await walk(below, depth + 1);
      }
    }
  }

  function isOther(path: string, name: string): boolean {
    if (name === shown) return false;
    return ofCertificates.includes(path) || (path === '' && name.includes('.')) || path === ownState;
  }
}

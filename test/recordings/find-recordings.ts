import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The compiled tree that this file is in: `dist`. */
const compiled = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of recordings: as told, else RECORDINGS_DIR, else beside the project; undefined where it is absent. */
export function findRecordings(told?: string): string | undefined {
  const directory = told ?? process.env.RECORDINGS_DIR ?? resolve(compiled, '../../shared/recordings');
  return existsSync(directory) ? directory : undefined;
}

/** Names of the folders that hold cases, in order. */
export function listFolders(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

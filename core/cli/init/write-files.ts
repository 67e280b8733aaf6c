import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { appendDurably } from '../../disk/append-durably.js';
import { writeFileAtomic } from '../../disk/atomic-write.js';
import type { PlannedFile } from '../../init/plan-files.js';
import { Failure } from '../../sdk/failure.js';

/** The content of a file; undefined where there is none. @throws Failure STORE where it cannot be read */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure('STORE', 'it cannot be read', { place: path, cause: error });
  }
}

/**
 * Writes the files of a set-up, each whole or not at all.
 * @throws Failure STORE; CONFIG where one has changed since it was read: nothing of somebody else is overwritten
 */
export async function writeFiles(files: readonly PlannedFile[]): Promise<void> {
  const changed = files.find(({ path, before }) => readIfThere(path) !== before);
  if (changed !== undefined) {
    throw new Failure('CONFIG', 'the file has changed meanwhile, and nothing was written', {
      place: changed.path,
      hint: 'Run `letsencrypt-dns init` once more',
    });
  }
  for (const { path, mode, before = '', after, kind } of files) {
    makeFolder(dirname(path), kind === 'secret' ? 0o700 : 0o755);
    // The file of the lines stays the same one: it may be mounted into a container by itself.
    if (kind === 'domains.conf') appendDurably(path, after.slice(before.length));
    else await writeFileAtomic(path, after, { mode });
  }
}

/** Makes a directory, and those above it, where it is missing. @throws Failure STORE */
export function makeFolder(path: string, mode: number): void {
  try {
    mkdirSync(path, { recursive: true, mode });
  } catch (error) {
    throw new Failure('STORE', 'the directory cannot be made', { place: path, cause: error });
  }
}

import { rmSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.js';

export interface TempDir {
  /** Absolute, without symlinks, mode 0700. */
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Makes an empty directory that goes away with `remove()`, at the latest when this process exits.
 * @param within where it matters where it is, or how long its path
 */
export async function createTempDir(label: string, within = tmpdir()): Promise<TempDir> {
  const path = await mkdtemp(join(await realpath(within), `lab-${label}-`));
  const forget = atExit(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
      forget();
    },
  };
}

/** Starts something that lives in a directory of its own, which goes when it stops or fails to start. */
export async function inTempDir<T extends { stop(): Promise<void> }>(
  label: string,
  start: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await createTempDir(label);
  try {
    const service = await start(directory.path);
    return {
      ...service,
      async stop() {
        try {
          await service.stop();
        } finally {
          await directory.remove();
        }
      },
    };
  } catch (error) {
    await directory.remove();
    throw error;
  }
}

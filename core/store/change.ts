import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { effect } from '../effects/index.js';
import { errorCode, storageFailure } from './storage-failure.js';

/** Every temporary file and link of ours has this in its name, so that those a kill left behind can be swept. */
export const temporaryMark = '.letsencrypt-dns-tmp';

const syncUnsupported = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EBADF']);

/** A fresh temporary name in a directory: on the same file system, so that a rename moves it into place. */
export function temporaryPath(directory: string): string {
  return join(directory, `${temporaryMark}-${process.pid}-${randomBytes(6).toString('hex')}`);
}

/** Runs one change of the disk: announces it, and wraps what goes wrong. */
export async function change<T>(action: string, path: string, operation: () => Promise<T>): Promise<T> {
  effect(`${action} ${path}`);
  try {
    return await operation();
  } catch (error) {
    throw storageFailure(action, path, error);
  }
}

/** Like {@link change}, where it is just as well that the thing is gone already. Tells whether it was there. */
export async function changeIfPresent(
  action: string,
  path: string,
  operation: () => Promise<void>,
  ...fine: string[]
): Promise<boolean> {
  effect(`${action} ${path}`);
  try {
    await operation();
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || (code !== undefined && fine.includes(code))) return false;
    throw storageFailure(action, path, error);
  }
}

/** Makes the names in a directory durable. File systems that cannot sync a directory keep their names another way. */
export async function syncDirectory(directory: string): Promise<void> {
  await change('sync', directory, async () => {
    const handle = await open(directory, constants.O_RDONLY);
    try {
      await handle.sync();
    } catch (error) {
      if (!syncUnsupported.has(errorCode(error) ?? '')) throw error;
    } finally {
      await handle.close();
    }
  });
}

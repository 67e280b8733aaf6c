import { closeSync, constants, fchmodSync, fchownSync, fstatSync, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Failure, inDirectory } from '../../core/sdk/index.js';

const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A file that runs as somebody else is never made. */
const fileBits = 0o777;
const directoryBits = 0o3777;

/**
 * Gives a file or directory of ours the mode and owner of another one. Owner first: the mode is that of a new file,
 * and widens only when the right ones may read.
 * @param configDir the directories below it may belong to somebody who exchanges them meanwhile
 * @throws Failure STORE
 */
export async function copyMode(from: string, to: string, configDir: string): Promise<void> {
  try {
    const wanted = await stat(from);
    const file = inDirectory(dirname(to), { inside: configDir }, ({ at }) => openSync(at(basename(to)), openFlags));
    try {
      const { uid, gid, nlink, isFile } = looked(file);
      if (isFile && nlink > 1) throw new Error('the file has other names as well (hard links)');
      if (uid !== wanted.uid || gid !== wanted.gid) fchownSync(file, wanted.uid, wanted.gid);
      fchmodSync(file, wanted.mode & (isFile ? fileBits : directoryBits));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new Failure('STORE', 'the mode or the owner cannot be set', { place: to, cause: error });
  }
}

function looked(file: number) {
  const stats = fstatSync(file);
  return { uid: stats.uid, gid: stats.gid, nlink: stats.nlink, isFile: stats.isFile() };
}

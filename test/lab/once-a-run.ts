import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from './wait-for.js';

/** Where `npm test` keeps what its processes share: a folder that goes when it ends. */
export const runFolderVariable = 'LAB_RUN_FOLDER';

/** In that folder: one for each port that one of the processes was given. */
export const portsFolder = 'ports';

/** What NODE_EXTRA_CA_CERTS was before `npm test` took it from its processes. */
export const extraRootsVariable = 'LAB_EXTRA_ROOTS';

/**
 * A folder that is filled once in a run of `npm test`, whichever process comes first, and only read afterwards. Outside
 * of such a run, or where whoever fills it failed, there is none: undefined.
 * @param fill makes what belongs into the empty folder
 * @throws whatever `fill` throws
 */
export async function onceARun(
  name: string,
  fill: (folder: string) => Promise<void>,
  run = process.env[runFolderVariable],
): Promise<string | undefined> {
  if (run === undefined) return undefined;
  const folder = join(run, name);
  const ended = `${folder}.ended`;
  if (!claim(folder)) {
    await waitFor(`what is made once: ${name}`, () => existsSync(ended), { timeoutMs: 180_000, everyMs: 50 });
    return existsSync(join(ended, 'failed')) ? undefined : folder;
  }
  const outcome = `${folder}.making`;
  mkdirSync(outcome);
  try {
    await fill(folder);
  } catch (error) {
    writeFileSync(join(outcome, 'failed'), '');
    throw error;
  } finally {
    renameSync(outcome, ended);
  }
  return folder;
}

/** Whether it is ours to fill. Open to other users, as servers refuse to run as root. */
function claim(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o755 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

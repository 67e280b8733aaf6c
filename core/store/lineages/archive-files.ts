import { hash } from 'node:crypto';
import { ensureDirectory, makeDirectory, writeFileAtomic } from '../../disk/atomic-write.js';
import { syncDirectories, syncDirectory } from '../../disk/change.js';
import { keepingOpen } from '../../disk/in-parent.js';
import { listDirectory, readBytesIfPresent } from '../../disk/read-file.js';
import { removeEmptyDirectory, removeFile } from '../../disk/remove.js';
import { type FileKind, fileKinds, forEachKind, type Layout, parseArchiveName } from '../layout.js';

/** The PEM texts of a version. */
export type LineagePem = Readonly<Record<FileKind, string>>;

/** As certbot makes them; the permissions plugin decides what they become. */
export const directoryModes = { top: 0o700, lineage: 0o755 } as const;

const fileModes: Readonly<Record<FileKind, number>> = { cert: 0o644, chain: 0o644, fullchain: 0o644, privkey: 0o600 };

function digest(data: string | Buffer): string {
  return hash('sha256', data, 'hex');
}

/** SHA-256 of each text, in hexadecimal. */
export function digestsOf(pem: LineagePem): Readonly<Record<FileKind, string>> {
  return forEachKind((kind) => digest(pem[kind]));
}

/** One more than the highest version in the archive, whatever file has it: nothing there is ever overwritten. */
export async function nextVersion(layout: Layout, name: string): Promise<number> {
  const entries = await listDirectory(layout.archiveDirectory(name));
  return 1 + Math.max(0, ...entries.map((entry) => parseArchiveName(entry.name)?.version ?? 0));
}

/** Writes the four archive files of a version, durably. @throws Failure STORE */
export async function writeArchiveFiles(layout: Layout, name: string, version: number, pem: LineagePem): Promise<void> {
  await ensureDirectory(layout.archive, directoryModes.top);
  await keepingOpen(layout.archive, () => writeInArchive(layout, name, version, pem));
}

async function writeInArchive(layout: Layout, name: string, version: number, pem: LineagePem): Promise<void> {
  const directory = layout.archiveDirectory(name);
  const isNew = await makeDirectory(directory, directoryModes.lineage);
  const paths = layout.archivePaths(name, version);
  // All at once, so that their syncs share what they can; each has ended before a failure is told.
  await keepingOpen(directory, async () => {
    const writes = fileKinds.map((kind) =>
      writeFileAtomic(paths[kind], pem[kind], { mode: fileModes[kind], syncParent: false }),
    );
    const failed = (await Promise.allSettled(writes)).find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await syncDirectories(isNew ? [directory, layout.archive] : [directory]);
  });
}

/** Whether all four files of a version are there with these digests. @throws Failure STORE where one cannot be read */
export async function isSetComplete(
  layout: Layout,
  name: string,
  version: number,
  digests: Readonly<Record<FileKind, string>>,
): Promise<boolean> {
  const paths = layout.archivePaths(name, version);
  for (const kind of fileKinds) {
    const data = await readBytesIfPresent(paths[kind]);
    if (data === undefined || digest(data) !== digests[kind]) return false;
  }
  return true;
}

/** Removes what there is of a version's four files. @throws Failure STORE */
export async function removeArchiveFiles(layout: Layout, name: string, version: number): Promise<void> {
  const directory = layout.archiveDirectory(name);
  const paths = layout.archivePaths(name, version);
  let isChanged = false;
  for (const kind of fileKinds) isChanged = (await removeFile(paths[kind])) || isChanged;
  if (isChanged) await syncDirectory(directory);
  await removeEmptyDirectory(directory);
}

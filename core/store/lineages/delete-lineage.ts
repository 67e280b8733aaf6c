import { dirname, join } from 'node:path';
import { syncDirectory } from '../../disk/change.js';
import { listDirectory, readLinkIfPresent } from '../../disk/read-file.js';
import { removeEmptyDirectory, removeFile, removeFileDurably, removeTree } from '../../disk/remove.js';
import type { Journal } from '../facts/journal.js';
import { assertLineageName, fileKinds, type Layout } from '../layout.js';
import { readmeName } from './readme.js';

/** Removes our names from a directory, then the directory if nothing of anyone else is left in it. */
async function removeNames(directory: string, names: readonly string[]): Promise<void> {
  let isChanged = false;
  for (const name of names) isChanged = (await removeFile(join(directory, name))) || isChanged;
  if (isChanged) await syncDirectory(directory);
  await removeEmptyDirectory(directory);
}

/** The links of a directory that lead into an archive: the four, and those of artifacts (`cert.pfx`, `cert.pks`). */
async function linksInto(directory: string, archivePart: string): Promise<string[]> {
  const links: string[] = [];
  for (const { name } of await listDirectory(directory)) {
    const link = await readLinkIfPresent(join(directory, name));
    if (link !== undefined && link !== 'other' && `/${link.target}`.includes(archivePart)) links.push(name);
  }
  return links;
}

/** Removes all that there is of a lineage; may be run again after a crash. Foreign files in its directories stay. */
async function removeLineage(layout: Layout, name: string): Promise<void> {
  await removeFileDurably(layout.renewalConf(name));
  const live = layout.liveDirectory(name);
  const archivePart = `/archive/${name}/`;
  const four = fileKinds.map((kind) => `${kind}.pem`);
  await removeNames(live, [...new Set([...four, readmeName, ...(await linksInto(live, archivePart))])]);
  await removeTree(layout.archiveDirectory(name), layout.archive);
  const seed = dirname(layout.seedPfx(name));
  await removeNames(seed, await linksInto(seed, archivePart));
}

/** Ends a deletion that is in the journal. @throws Failure STORE */
export async function finishDeletion(
  layout: Layout,
  journal: Journal,
  entry: { name: string; id: string },
): Promise<void> {
  await removeLineage(layout, entry.name);
  // Steps for a certificate that is gone would be owed for ever.
  for (const step of await journal.list('owed-step', entry.name)) await journal.remove(step.id);
  await journal.remove(entry.id);
}

/**
 * Removes a lineage: first its renewal configuration, so that nobody renews it, then live/, archive/ and the seed
 * image's directory. After a crash the next start finishes it. Revoking is the caller's affair. @throws Failure STORE
 */
export async function deleteLineage(layout: Layout, journal: Journal, name: string): Promise<void> {
  assertLineageName(name);
  const id = await journal.add({ kind: 'lineage-delete', name });
  await finishDeletion(layout, journal, { name, id });
}

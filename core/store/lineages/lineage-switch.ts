import { join } from 'node:path';
import {
  ensureDirectory,
  makeDirectory,
  placeSymlinks,
  replaceSymlinks,
  writeFileAtomic,
} from '../../disk/atomic-write.js';
import { syncDirectories, syncDirectory } from '../../disk/change.js';
import { keepingOpen } from '../../disk/in-parent.js';
import { readLinkIfPresent, readTextIfPresent } from '../../disk/read-file.js';
import { removeEmptyDirectory, removeFile } from '../../disk/remove.js';
import type { Journal } from '../facts/journal.js';
import type { LineageSwitchEntry } from '../facts/journal-entries.js';
import { fileKinds, type Layout } from '../layout.js';
import { directoryModes, isSetComplete, removeArchiveFiles } from './archive-files.js';
import { readLinks } from './read-links.js';
import { readmeName, writeReadmes } from './readme.js';

/** certbot makes the directory so; what lies in it holds no key. */
const renewalDirectoryMode = 0o755;

/** A switch as it stands in the journal. */
export type SwitchInHand = LineageSwitchEntry & { readonly id: string };

/**
 * The second half of a save: links, READMEs, renewal configuration, owed steps, then the journal is cleared. Each step
 * may have been done already, so that a restart can go through it again. @throws Failure STORE
 */
export async function finishSwitch(layout: Layout, journal: Journal, entry: SwitchInHand): Promise<void> {
  await ensureDirectory(layout.live, directoryModes.top);
  await keepingOpen(layout.live, () => writeLive(layout, entry));
  const { name, version } = entry;
  // Owed before the entry goes: between the two, a restart would forget the steps.
  await Promise.all(entry.owes.map((plugin) => journal.add({ kind: 'owed-step', certificate: name, version, plugin })));
  await Promise.all([...entry.settles, entry.id].map((id) => journal.remove(id)));
}

/** What of it lies in live/ and renewal/. */
async function writeLive(layout: Layout, entry: SwitchInHand): Promise<void> {
  const { name, version } = entry;
  const live = layout.liveDirectory(name);
  const unsynced = (await makeDirectory(live, directoryModes.lineage)) ? [layout.live] : [];
  await keepingOpen(live, async () => {
    const links = await readLinks(layout, name);
    if (!('version' in links) || links.version !== version) {
      const paths = layout.livePaths(name);
      await placeSymlinks(
        fileKinds.map((kind) => ({ path: paths[kind], target: layout.linkTarget(name, kind, version) })),
      );
      unsynced.push(live);
    }
    unsynced.push(...(await writeReadmes(layout, name)), ...(await writeConf(layout, entry)));
    await syncDirectories(unsynced);
  });
}

/** @returns the directories that the caller syncs */
async function writeConf(layout: Layout, { name, renewalConf }: LineageSwitchEntry): Promise<string[]> {
  const path = layout.renewalConf(name);
  if ((await readTextIfPresent(path)) === renewalConf) return [];
  await ensureDirectory(layout.renewal, renewalDirectoryMode);
  await writeFileAtomic(path, renewalConf, { syncParent: false });
  return [layout.renewal];
}

/** Puts the live links that were switched back to what they said before. @throws Failure STORE */
export async function revertLinks(layout: Layout, entry: LineageSwitchEntry): Promise<void> {
  const { name, version, previous } = entry;
  const paths = layout.livePaths(name);
  const back: { path: string; target: string }[] = [];
  let isRemoved = false;
  for (const kind of fileKinds) {
    const link = await readLinkIfPresent(paths[kind]);
    if (link === undefined || link === 'other' || link.target !== layout.linkTarget(name, kind, version)) continue;
    const target = previous[kind];
    if (target !== null) back.push({ path: paths[kind], target });
    else isRemoved = (await removeFile(paths[kind])) || isRemoved;
  }
  if (back.length > 0) await replaceSymlinks(back);
  if (isRemoved) await syncDirectory(layout.liveDirectory(name));
}

/** Takes back a save whose set is not complete: links as before, no file of the version left. @throws Failure STORE */
export async function undoSwitch(layout: Layout, journal: Journal, entry: SwitchInHand): Promise<void> {
  await revertLinks(layout, entry);
  if (fileKinds.every((kind) => entry.previous[kind] === null)) {
    await removeFile(join(layout.liveDirectory(entry.name), readmeName));
    await removeEmptyDirectory(layout.liveDirectory(entry.name));
  }
  await removeArchiveFiles(layout, entry.name, entry.version);
  await journal.remove(entry.id);
}

/**
 * Brings a save that was interrupted to an end: forward where its set is complete, back where it is not. Where another
 * program has moved the links to a later version meanwhile, they stay. @throws Failure STORE
 */
export async function settleSwitch(
  layout: Layout,
  journal: Journal,
  entry: SwitchInHand,
): Promise<'finished' | 'undone' | 'overtaken'> {
  const links = await readLinks(layout, entry.name);
  if ('version' in links && links.version > entry.version) {
    await journal.remove(entry.id);
    return 'overtaken';
  }
  if (await isSetComplete(layout, entry.name, entry.version, entry.digests)) {
    await finishSwitch(layout, journal, entry);
    return 'finished';
  }
  await undoSwitch(layout, journal, entry);
  return 'undone';
}

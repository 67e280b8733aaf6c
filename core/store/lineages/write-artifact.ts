import { dirname, join, relative, resolve } from 'node:path';
import { ensureDirectory, replaceSymlinks, writeFileAtomic } from '../../disk/atomic-write.js';
import { readLinkIfPresent } from '../../disk/read-file.js';
import { refusedName } from '../../disk/storage-failure.js';
import { assertLineageName, type Layout, parseArchiveName } from '../layout.js';
import { directoryModes } from './archive-files.js';

export interface ArtifactRequest {
  readonly name: string;
  /** Name in archive/<name>/; `cert7.pfx`, for instance. */
  readonly fileName: string;
  readonly data: string | Uint8Array;
  /** Exact permission bits; default 0o600: an artifact usually holds the key. */
  readonly mode?: number;
  /** Links to it, relative to the configuration directory: `live/<name>/cert.pfx`, `<name>/cert.pks`. */
  readonly links: readonly string[];
}

/** A link may stand in live/<name>/ or <name>/ only. */
function linkPath(layout: Layout, name: string, link: string): string {
  const path = resolve(layout.root, link);
  const directory = dirname(path);
  if (directory === layout.liveDirectory(name) || directory === layout.seedDirectory(name)) return path;
  throw refusedName('the link', link, `it does not lie in live/${name} or ${name}`);
}

/**
 * Writes a file that is made from a version beside it in the archive, and points links to it (relative, as all links of
 * a lineage). Written again, it replaces itself: a PKCS#12 file with another passphrase. @throws Failure STORE
 */
export async function writeLineageArtifact(layout: Layout, request: ArtifactRequest): Promise<void> {
  const { name, fileName, data, mode = 0o600, links } = request;
  assertLineageName(name);
  if (fileName !== join('/', fileName).slice(1) || fileName.startsWith('.') || fileName.includes('/')) {
    throw refusedName('the file name', fileName, 'it leads elsewhere');
  }
  if (fileName.endsWith('.pem') && parseArchiveName(fileName) !== undefined) {
    throw refusedName('the file name', fileName, 'it is one of the certificate itself');
  }
  const path = join(layout.archiveDirectory(name), fileName);
  const linkPaths = links.map((link) => linkPath(layout, name, link));
  await ensureDirectory(layout.archiveDirectory(name), directoryModes.lineage);
  await writeFileAtomic(path, data, { mode });
  const changes: { path: string; target: string }[] = [];
  for (const each of linkPaths) {
    const target = relative(dirname(each), path);
    await ensureDirectory(dirname(each), directoryModes.lineage);
    const standing = await readLinkIfPresent(each);
    if (standing === undefined || standing === 'other' || standing.target !== target)
      changes.push({ path: each, target });
  }
  await replaceSymlinks(changes);
}

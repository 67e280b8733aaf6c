import { realpathSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { readLinkIfPresent } from '../../disk/read-file.js';
import { errorCode, storageFailure } from '../../disk/storage-failure.js';
import { type FileKind, fileKinds, type Layout, parseArchiveName } from '../layout.js';

/** Where the four links of a lineage point: to one version, or why that cannot be said. */
export type LinksVerdict = { readonly version: number } | { readonly broken: string; readonly isMixed?: boolean };

/** The same directory, also where one of the two ways to it goes through a link. */
function isSameDirectory(left: string, right: string): boolean {
  if (left === right) return true;
  try {
    return realpathSync(left) === realpathSync(right);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw storageFailure('read', left, error);
  }
}

/** The version that one live link points to, or why it points to none. Whether the file is there is not asked. */
export async function readLinkVersion(
  layout: Layout,
  name: string,
  kind: FileKind,
): Promise<{ version: number } | { broken: string }> {
  const path = layout.livePaths(name)[kind];
  const shown = relative(layout.root, path);
  const link = await readLinkIfPresent(path);
  if (link === undefined) return { broken: `${shown} is missing` };
  if (link === 'other') return { broken: `${shown} is no link into archive/${name}` };
  const target = resolve(dirname(path), link.target);
  const parsed = parseArchiveName(basename(target));
  if (parsed?.kind !== kind || !target.endsWith('.pem')) {
    return { broken: `${shown} points to ${link.target}, which is no ${kind} file of an archive` };
  }
  if (!isSameDirectory(dirname(target), layout.archiveDirectory(name))) {
    return { broken: `${shown} points to ${link.target}, outside archive/${name}` };
  }
  return { version: parsed.version };
}

/** Reads the four links of a lineage. @throws Failure STORE where they cannot be looked at */
export async function readLinks(layout: Layout, name: string): Promise<LinksVerdict> {
  const versions: number[] = [];
  for (const kind of fileKinds) {
    const verdict = await readLinkVersion(layout, name, kind);
    if ('broken' in verdict) return verdict;
    versions.push(verdict.version);
  }
  const [version] = versions;
  if (version === undefined || versions.some((other) => other !== version)) {
    const each = fileKinds.map((kind, index) => `${kind} ${versions[index]}`).join(', ');
    return { broken: `live/${name}: the links point to different versions (${each})`, isMixed: true };
  }
  return { version };
}

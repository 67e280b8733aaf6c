import { type Stats, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ProblemCollector } from './problems.js';
import type { ReadFile } from './read-file.js';

/** What is known of a file without reading it. */
export interface FileFacts {
  /** Permission bits. */
  readonly mode: number;
  readonly owner: number;
  /** Number of hard links; 0: it has no name any more. */
  readonly links: number;
}

/** Looks at a file or directory, links followed; undefined where it cannot be looked at. Never rejects. */
export type InspectFile = (path: string) => Promise<FileFacts | undefined>;

export async function inspectOnDisk(path: string): Promise<FileFacts | undefined> {
  try {
    return factsOf(await stat(path));
  } catch {
    return undefined;
  }
}

/** {@link inspectOnDisk} at once; see `readFileAtOnce`. */
export async function inspectAtOnce(path: string): Promise<FileFacts | undefined> {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : factsOf(stats);
  } catch {
    return undefined;
  }
}

function factsOf({ mode, uid, nlink }: Stats): FileFacts {
  return { mode: mode & 0o7777, owner: uid, links: nlink };
}

/** Why a file that names code or credentials is not to be relied on. */
export interface Distrust {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string;
}

const everybody = 0o002;

/**
 * Whether others than this user and root could have written what stands in a file. Root refuses what everybody may write;
 * a file of another user is told of, since bind mounts have them.
 */
export async function distrustOf(
  path: string,
  inspect: InspectFile,
  user: number | undefined = process.geteuid?.(),
): Promise<Distrust | undefined> {
  const facts = await inspect(path);
  if (facts === undefined || user === undefined) return undefined;
  const isForeign = facts.owner !== 0 && facts.owner !== user;
  const severity = user === 0 ? 'error' : 'warning';
  if ((facts.mode & everybody) !== 0) {
    const message = 'everybody may write to it, and it names code or credentials';
    return { severity, message, hint: `Run chmod o-w ${path}` };
  }
  if (!isForeign) return undefined;
  if (await isInOpenDirectory(path, inspect)) {
    const message = `uid ${facts.owner} put it into a directory where everybody may write, and it names code or credentials`;
    return { severity, message, hint: 'Move it, or take the right to write there from others' };
  }
  const message = `it belongs to uid ${facts.owner}, who can change what this program does`;
  return { severity: 'warning', message, hint: `Run chown ${user} ${path}, unless that user is to have this power` };
}

async function isInOpenDirectory(path: string, inspect: InspectFile): Promise<boolean> {
  const real = await realpath(path).catch(() => path);
  const facts = await Promise.all([dirname(path), dirname(real)].map(inspect));
  return facts.some((directory) => directory !== undefined && (directory.mode & everybody) !== 0);
}

/** A reader that refuses what `distrustOf` refuses, and warns of the rest. */
export function trustedReader(read: ReadFile, inspect: InspectFile, problems: ProblemCollector): ReadFile {
  return async (path, signal) => {
    const distrust = await distrustOf(path, inspect);
    if (distrust?.severity === 'error') throw Object.assign(new Error(distrust.message), { hint: distrust.hint });
    if (distrust !== undefined) problems.warn(path, distrust.message, { hint: distrust.hint });
    return read(path, signal);
  };
}

/** Tells of a file that was replaced outside of a container while its mount goes on to show the old one. */
export async function warnOfDetachedFile(
  path: string,
  inspect: InspectFile,
  problems: ProblemCollector,
): Promise<void> {
  if ((await inspect(path))?.links !== 0) return;
  problems.warn(path, detachedMessage, { hint: detachedHint });
}

/** A file that is mounted by itself and has been replaced on the host, as most editors do. */
export const detachedMessage = 'the file was replaced on the host, and what is mounted here is the old one';
export const detachedHint =
  'Mount its folder in place of the file alone; until then, start the container anew to have the new one read';

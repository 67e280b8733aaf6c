import type { Stats } from 'node:fs';

/** What directories, files and links shall be. */
export interface Rules {
  readonly directoriesMode: number;
  readonly filesMode: number;
  /** Undefined: left as it is. */
  readonly user: number | undefined;
  readonly group: number | undefined;
}

/** An entry that is open, or held so that no other can take its place. */
export interface Entry {
  chmod(mode: number): void;
  chown(user: number, group: number): void;
}

const modeBits = 0o7777;

/** The owner that it does not have yet; undefined: it has. */
export function ownerFor(stats: Stats, { user = stats.uid, group = stats.gid }: Rules) {
  return user === stats.uid && group === stats.gid ? undefined : { user, group };
}

/** Whether there is nothing to do. */
export function isRight(stats: Stats, rules: Rules): boolean {
  return (stats.mode & modeBits) === modeFor(stats, rules) && ownerFor(stats, rules) === undefined;
}

/** First what is too wide goes, then the owner changes, then the rest comes: a key is never wider than asked. */
export function applyRules(entry: Entry, stats: Stats, rules: Rules): void {
  const wanted = modeFor(stats, rules);
  const owner = ownerFor(stats, rules);
  const before = stats.mode & modeBits;
  if (owner !== undefined) {
    const narrowed = before & wanted;
    if (narrowed !== before) entry.chmod(narrowed);
    entry.chown(owner.user, owner.group);
  }
  // Changing the owner may clear bits, so that the mode is set again in any case.
  if (owner !== undefined || before !== wanted) entry.chmod(wanted);
}

function modeFor(stats: Stats, { directoriesMode, filesMode }: Rules): number {
  return stats.isDirectory() ? directoriesMode : filesMode;
}

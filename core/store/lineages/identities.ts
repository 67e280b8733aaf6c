import { hash } from 'node:crypto';
import { readdirSync, type Stats, statSync } from 'node:fs';
import { errorCode } from '../../disk/storage-failure.js';
import { fileKinds, type Layout } from '../layout.js';

/** What tells the files of a lineage, as they are now, from other ones. */
export interface Identities {
  /**
   * Of its two directories and its renewal configuration: another one as soon as something is added, removed, renamed or
   * replaced. A file of `archive/` that is written over in place does not show.
   */
  readonly light: string;
  /** Of the five files behind it as well; undefined where one is missing or out of reach. */
  readonly whole: string | undefined;
  /** When the latest of these changed, in milliseconds since the epoch by the clock of the file system. */
  readonly newest: number;
}

/** What `whole` is made of: as good, and longer; undefined where that is. */
export type ExactIdentity = string | undefined;

/** Long enough that no two are the same by chance, and short, as a hundred thousand of them are kept. */
const length = 22;

/** What stands for an exact identity where many are kept. */
export function digestOf(exact: string): string {
  return hash('sha256', exact, 'base64').slice(0, length);
}

/**
 * Looks at inodes, sizes and times. Synchronous, as a promise for each of many thousands costs several times what it waits
 * for: callers take turns.
 */
export function identitiesOf(layout: Layout, name: string): { identities: Identities; exact: ExactIdentity } {
  const seen = new Seen();
  seenLightly(seen, layout, name);
  const light = seen.digest();
  seenBehind(seen, layout, name);
  const whole = seen.isWhole ? seen.digest() : undefined;
  return { identities: { light, whole, newest: seen.newest }, exact: seen.exact() };
}

/** Without a digest, for which Node's `crypto` would have to be loaded. */
export function exactIdentityOf(layout: Layout, name: string): ExactIdentity {
  const seen = new Seen();
  seenLightly(seen, layout, name);
  seenBehind(seen, layout, name);
  return seen.exact();
}

/** The light part alone, for less than half of the looks. */
export function lightIdentityOf(layout: Layout, name: string): string {
  const seen = new Seen();
  seenLightly(seen, layout, name);
  return seen.digest();
}

/** Of the three directories that hold those of all lineages: another one as soon as one is added, removed or renamed in them. */
export function rootsOf({ renewal, live, archive }: Layout): Omit<Identities, 'whole'> {
  const seen = new Seen();
  for (const directory of [renewal, live, archive]) seen.add(directory);
  return { light: seen.digest(), newest: seen.newest };
}

const confSuffix = '.conf';

/** The names of all that may be a lineage; undefined where a directory cannot be listed: whoever must know meets it again. */
export function candidatesIn({ renewal, live }: Layout): Set<string> | undefined {
  const [confs, names] = [entriesOf(renewal), entriesOf(live)];
  if (confs === undefined || names === undefined) return undefined;
  const configured = confs.filter((entry) => entry.endsWith(confSuffix));
  return new Set([...configured.map((entry) => entry.slice(0, -confSuffix.length)), ...names]);
}

function seenBehind(seen: Seen, layout: Layout, name: string): void {
  const live = layout.liveDirectory(name);
  for (const kind of fileKinds) seen.add(`${live}/${kind}.pem`);
}

function seenLightly(seen: Seen, layout: Layout, name: string): void {
  for (const path of [layout.renewalConf(name), layout.liveDirectory(name), layout.archiveDirectory(name)])
    seen.add(path);
}

/** What tells a file, as it is now, from other ones. */
export function stateOf(path: string): string {
  const seen = new Seen();
  seen.add(path);
  return seen.text;
}

/** Adds up what a few looks saw. */
class Seen {
  text = '';
  newest = 0;
  /** Everything was there. */
  isWhole = true;

  add(path: string): void {
    const stats = look(path);
    if (typeof stats === 'string') {
      this.text += ` ${stats}`;
      this.isWhole = false;
      return;
    }
    const { ino, size, mtimeMs, ctimeMs } = stats;
    this.text += ` ${ino}:${size}:${mtimeMs}:${ctimeMs}`;
    this.newest = Math.max(this.newest, ctimeMs);
  }

  digest(): string {
    return digestOf(this.text);
  }

  exact(): ExactIdentity {
    return this.isWhole ? this.text : undefined;
  }
}

/** Whatever is wrong, the full inspection meets it again and says so. */
function look(path: string): Stats | string {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? 'none';
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}

function entriesOf(directory: string): string[] | undefined {
  try {
    return readdirSync(directory);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code === 'ENOENT' ? [] : undefined;
  }
}

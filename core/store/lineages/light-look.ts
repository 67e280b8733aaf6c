import { createHash } from 'node:crypto';
import { readdirSync, type Stats, statSync } from 'node:fs';
import { forEachInTurns } from '../../disk/in-turns.js';
import { errorCode } from '../../disk/storage-failure.js';
import type { Layout } from '../layout.js';

/** What a light look at a configuration directory saw. */
export interface LightLook {
  /** Another one as soon as something is added, removed, renamed or replaced, or a renewal configuration is edited. */
  readonly digest: string;
  /** When the latest of these things changed, in milliseconds since the epoch by the clock of the file system. */
  readonly newest: number;
}

/**
 * Looks at the three directories of all lineages, and at the two directories and the renewal configuration of each: of a
 * hundred thousand in about a second. A file of `archive/` that is written over in place does not show. Undefined where something is
 * out of reach: the full look meets it again and says so.
 */
export async function lookLightly(layout: Layout, signal?: AbortSignal): Promise<LightLook | undefined> {
  const hash = createHash('sha256');
  let newest = 0;
  let times: number[] = [];

  function add(path: string): void {
    const stats: Stats | undefined = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) {
      times.push(-1);
      return;
    }
    const { ino, size, mtimeMs, ctimeMs } = stats;
    times.push(ino, size, mtimeMs, ctimeMs);
    if (ctimeMs > newest) newest = ctimeMs;
  }

  function drain(): void {
    hash.update(new Float64Array(times));
    times = [];
  }

  try {
    for (const directory of [layout.renewal, layout.live, layout.archive]) add(directory);
    const [confs, names] = [entriesOf(layout.renewal), entriesOf(layout.live)];
    hash.update(JSON.stringify([confs, names]));
    await forEachInTurns(confs, (conf) => add(`${layout.renewal}/${conf}`), signal);
    drain();
    await forEachInTurns(
      names,
      (name) => {
        add(`${layout.live}/${name}`);
        add(`${layout.archive}/${name}`);
      },
      signal,
    );
    drain();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
  return { digest: hash.digest('base64'), newest };
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the bundle keeps beside the folders of its providers or plugins, so that a list of them is one file to read. */
export const indexFile = 'manifests.json';

/** A line of the index. */
export interface IndexEntry {
  /** The facts that lists and look-ups want. */
  readonly facts: { readonly id: string };
  /** Keys of what is left to the manifest itself, which is read when one of them is asked for. */
  readonly later: readonly string[];
}

/** The lines of a folder's index, if it has one. */
export function readIndex(folder: string): readonly IndexEntry[] | undefined {
  const text = textIfPresent(join(folder, indexFile));
  return text === undefined ? undefined : (JSON.parse(text) as IndexEntry[]);
}

function textIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A manifest that reads itself when more than what the index tells of it is asked for. */
export function lazyManifest<M extends object>({ facts, later }: IndexEntry, read: () => M): M {
  const manifest: object = { ...facts };
  let whole: ReadonlyMap<string, unknown> | undefined;
  for (const key of later) {
    Object.defineProperty(manifest, key, {
      enumerable: true,
      get: () => {
        whole ??= new Map(Object.entries(read()));
        return whole.get(key);
      },
    });
  }
  return manifest as M;
}

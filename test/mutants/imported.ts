import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a compiled module imports by a path, at once or later. */
const imports = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g;

/** Of what has such text, nobody can tell by its imports what else it runs. */
const startsPrograms = /\b(?:child_process|worker_threads)\b/;

export interface Imported {
  /** Of the file and all that it imports, directly or not, sorted. */
  readonly files: readonly string[];
  /** Whether one of them starts programs. */
  readonly isOpen: boolean;
}

/**
 * What a compiled file stands on.
 * @param dist the folder of all compiled files
 * @param file below it, with `/`
 */
export function importedBy(dist: string, file: string): Imported {
  const files = new Set([file]);
  let isOpen = false;
  for (const one of files) {
    const text = readFileSync(join(dist, one), 'utf8');
    isOpen ||= startsPrograms.test(text);
    for (const [, path = ''] of text.matchAll(imports)) {
      const target = join(dirname(one), path);
      if (target.endsWith('.js') && existsSync(join(dist, target))) files.add(target);
    }
  }
  return { files: [...files].sort(), isOpen };
}

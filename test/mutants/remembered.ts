import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PlacedMutant } from './mutant.js';

/** Kills of earlier runs, which need not be repeated as long as module and tests are the same. */
export interface Remembered {
  /** @param tests the files, below `dist`, of those that may notice it */
  has(mutant: PlacedMutant, tests: readonly string[]): boolean;
  add(mutant: PlacedMutant, tests: readonly string[]): void;
  save(): void;
}

/**
 * @param project where the compiled text is read, since that of the copy has numbers in it
 * @param path a JSON file; one that cannot be read is an empty memory
 */
export function openRemembered(project: string, path: string): Remembered {
  const known = new Set<string>(read(path));
  const texts = new Map<string, string>();

  function textOf(file: string): string {
    const text = texts.get(file) ?? readFileSync(join(project, 'dist', file), 'utf8');
    texts.set(file, text);
    return text;
  }

  function keyOf(mutant: PlacedMutant, tests: readonly string[]): string {
    const hash = createHash('sha256');
    hash.update(JSON.stringify([mutant.file, mutant.start, mutant.end, mutant.text, textOf(mutant.file)]));
    for (const file of tests) hash.update(textOf(file));
    return hash.digest('base64url');
  }

  return {
    has: (mutant, tests) => known.has(keyOf(mutant, tests)),
    add(mutant, tests) {
      known.add(keyOf(mutant, tests));
    },
    save() {
      mkdirSync(dirname(path), { recursive: true });
      // Another run may have saved its own meanwhile.
      writeFileSync(path, JSON.stringify([...new Set([...read(path), ...known])].sort(), null, 1));
    },
  };
}

function read(path: string): string[] {
  try {
    const keys: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Array.isArray(keys) ? keys.map(String) : [];
  } catch {
    return [];
  }
}

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PlacedMutant } from './mutant.js';
import { type NearTests, testsFor } from './near-tests.js';

/** Kills of earlier runs, which need not be repeated as long as module and tests are the same. */
export interface Remembered {
  has(mutant: PlacedMutant, near: NearTests): boolean;
  add(mutant: PlacedMutant, near: NearTests): void;
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

  function keyOf(mutant: PlacedMutant, near: NearTests): string {
    const hash = createHash('sha256');
    hash.update(JSON.stringify([mutant.file, mutant.start, mutant.end, mutant.text, textOf(mutant.file)]));
    for (const file of [...new Set(testsFor(mutant, near).map((test) => test.file))].sort()) hash.update(textOf(file));
    return hash.digest('base64url');
  }

  return {
    has: (mutant, near) => known.has(keyOf(mutant, near)),
    add(mutant, near) {
      known.add(keyOf(mutant, near));
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

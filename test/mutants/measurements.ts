import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { importedBy } from './imported.js';
import type { PlacedMutant } from './mutant.js';

const Entry = z.object({
  outcome: z.enum(['passed', 'too long']),
  over: z.number(),
  took: z.number(),
  needed: z.number(),
  /** Module → the numbers of its mutants, counted in the order of its text. */
  reached: z.record(z.string(), z.array(z.number())),
});
const Entries = z.record(z.string(), Entry);
type Entry = z.infer<typeof Entry>;

/** What a run without a mutant showed of a test file. */
export interface Measured {
  readonly outcome: 'passed' | 'failed' | 'too long';
  readonly by: string;
  /** The limit, in milliseconds of a processor, which it did not keep; 0 where it did. */
  readonly over: number;
  readonly took: number;
  readonly needed: number;
  readonly reached: ReadonlySet<number>;
}

/** What runs without a mutant showed, which need not be repeated as long as a test and all that it imports stay as they are. */
export interface Measurements {
  of(file: string): Measured | undefined;
  add(file: string, measured: Measured): void;
  save(): void;
}

export interface Measuring {
  /** Where the compiled text is read, since that of the copy has numbers in it. */
  readonly project: string;
  /** A JSON file; one that cannot be read is an empty memory. */
  readonly path: string;
  /** The folder that is tried: others are not noted. */
  readonly folder: string;
  readonly mutants: readonly PlacedMutant[];
}

export function openMeasurements({ project, path, folder, mutants }: Measuring): Measurements {
  const known = read(path);
  const added: Record<string, Entry> = {};
  const dist = join(project, 'dist');
  const ids = new Map<string, number[]>();
  for (const { file, id } of mutants) ids.set(file, [...(ids.get(file) ?? []), id]);
  const keys = new Map<string, string>();
  let whole: string | undefined;

  function keyOf(file: string): string {
    const key = keys.get(file) ?? makeKey(file);
    keys.set(file, key);
    return key;
  }

  function makeKey(file: string): string {
    const hash = createHash('sha256').update(JSON.stringify([folder, file, operators(dist)]));
    const { files, isOpen } = importedBy(dist, file);
    for (const one of files) hash.update(readFileSync(join(dist, one)));
    whole ??= isOpen ? digestOf(dist, ['core', 'plugins', 'providers']) : undefined;
    return hash.update(isOpen ? (whole ?? '') : '').digest('base64url');
  }

  return {
    of(file) {
      const entry = added[keyOf(file)] ?? known[keyOf(file)];
      if (entry === undefined) return undefined;
      const numbers = Object.entries(entry.reached);
      const reached = numbers.flatMap(([one, places]) => places.map((place) => ids.get(one)?.[place] ?? 0));
      return { ...entry, by: '', reached: new Set(reached) };
    },
    add(file, { outcome, over, took, needed, reached }) {
      if (outcome === 'failed') return;
      const places = [...ids].map(([one, all]) => [one, all.flatMap((id, place) => (reached.has(id) ? [place] : []))]);
      const entry = { outcome, over, took, needed, reached: Object.fromEntries(places) };
      added[keyOf(file)] = Entry.parse(entry);
    },
    save() {
      mkdirSync(dirname(path), { recursive: true });
      // Another run may have saved its own meanwhile.
      writeFileSync(path, JSON.stringify({ ...read(path), ...added }));
    },
  };
}

/** What decides which mutants there are. */
function operators(dist: string): string {
  const folder = join(dist, 'test/mutants');
  const files = readdirSync(folder).filter((file) => /operators\.js$|^syntax\.js$/.test(file));
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('');
}

function digestOf(dist: string, folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders)
    for (const file of readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' }).sort())
      if (file.endsWith('.js')) hash.update(file).update(readFileSync(join(dist, folder, file)));
  return hash.digest('base64url');
}

function read(path: string): Record<string, Entry> {
  try {
    return Entries.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}
